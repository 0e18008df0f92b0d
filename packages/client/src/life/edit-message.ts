import type { Message } from '@natter/protocol';
import type { EditOptions } from '../api.ts';
import { findMessage, withMessage } from './find-message.ts';
import type { LifeParts } from './life-parts.ts';
import { takeAnswer } from './react.ts';

/**
 * Gives an own message another text (spec AMEND-1, AMEND-2); `messages.edit` of the client. One that waits in the outbox is changed
 * there: null.
 */
export async function editMessage(
  parts: LifeParts,
  conversationId: string,
  id: string,
  edit: EditOptions,
): Promise<Message | null> {
  const { outbox, store, deployment, ownEdits } = parts;
  const content = outbox.check(edit, deployment.maxLength);
  const mentions = [...(edit.mentions ?? [])];
  const sent = await findSent(parts, id, { content, mentions });
  if (sent === null) return null;
  const known = findMessage(store, conversationId, sent);
  const messageId = known?.id ?? sent;
  const editedAt = new Date(deployment.serverNow()).toISOString();
  return parts.wishes.want({
    conversationId,
    about: `text ${messageId}`,
    show: (state) =>
      withMessage(state, messageId, (message) =>
        message.deletedAt === null
          ? { ...message, content, mentions, editedAt: message.editedAt ?? editedAt }
          : message,
      ),
    async tell() {
      const from = edit.version ?? findMessage(store, conversationId, messageId)?.version ?? 1;
      const version = ownEdits.get(`${messageId} ${from}`) ?? from;
      const body = { content, version, ...(mentions.length > 0 ? { mentions } : {}) };
      const message = await parts.call('editMessage', { params: { id: conversationId, messageId }, body });
      ownEdits.set(`${messageId} ${from}`, message.version);
      return takeAnswer(parts, message);
    },
  });
}

/** The id of a message that is sent; null when it was changed in the outbox. One on its way is waited for. */
async function findSent(
  { outbox, sending }: LifeParts,
  id: string,
  text: Pick<Message, 'content' | 'mentions'> & { content: string },
): Promise<string | null> {
  while (outbox.get(id)) {
    const changed = await outbox.change(
      id,
      (row) => row.state !== 'sending',
      (row) => ({ ...row, ...text, state: 'queued', error: null }),
    );
    if (changed) {
      sending.queued(id);
      return null;
    }
    const sent = await outbox.committed(id).catch(() => null);
    if (sent) return sent.id;
  }
  return id;
}
