import type { Message } from '@natter/protocol';
import type { ScheduledApi } from '../api.ts';
import type { LifeParts } from './life-parts.ts';
import { takeAnswer } from './react.ts';

/** Messages that wait for their time at the server; `scheduled` of the client. */
export function createScheduled(parts: LifeParts): ScheduledApi {
  const { call, outbox, deployment, platform, sync } = parts;
  // How many wait in a conversation is told by sync.
  const told = <Result>(result: Result): Result => {
    sync.quietly();
    return result;
  };
  return {
    list: async (conversationId) =>
      (await call('listScheduled', { query: conversationId === undefined ? {} : { conversationId } })).items,
    async create(id, { content, mentions = [], replyToId = null, sendAt, clientId = platform.uuid() }) {
      const text = outbox.check({ content, mentions }, deployment.maxLength);
      const body = { clientId, content: text, mentions: [...mentions], replyToId, sendAt };
      return told(await call('createScheduled', { params: { id }, body }));
    },
    async change(scheduledId, { content, mentions, sendAt, version }) {
      const body = {
        version,
        ...(content === undefined
          ? {}
          : { content: outbox.check({ content, ...(mentions ? { mentions } : {}) }, deployment.maxLength) }),
        ...(mentions === undefined ? {} : { mentions: [...mentions] }),
        ...(sendAt === undefined ? {} : { sendAt }),
      };
      return call('patchScheduled', { params: { scheduledId }, body });
    },
    async cancel(scheduledId) {
      told(await call('deleteScheduled', { params: { scheduledId } }));
    },
    async sendNow(scheduledId): Promise<Message> {
      const { message } = await call('sendScheduled', { params: { scheduledId } });
      return told(await takeAnswer(parts, message));
    },
  };
}
