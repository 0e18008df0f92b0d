import type { ScheduledApi } from '@natter/client';
import type { Scheduled } from '@natter/protocol';
import { fakeMessage } from './fake-world.ts';
import { DAY, GALLERY_NOW, HOUR, ME } from './world-data.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const uuid = (number: number) => `0190bbbb-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

/** The calls about messages that wait for their time, done in memory; two wait in the conversation with Jonas. */
export function fakeScheduled(): ScheduledApi {
  let made = 0;
  const make = (
    conversationId: string,
    content: string,
    sendAt: string,
    change: Partial<Scheduled> = {},
  ): Scheduled => {
    made += 1;
    return {
      id: uuid(made),
      conversationId,
      clientId: uuid(1_000 + made),
      content,
      mentions: [],
      replyToId: null,
      sendAt,
      version: 1,
      state: 'waiting',
      error: null,
      createdAt: iso(GALLERY_NOW - HOUR),
      updatedAt: iso(GALLERY_NOW - HOUR),
      ...change,
    };
  };
  const jonas = '01900001-0000-7000-8000-000000000000';
  let waiting = [
    make(jonas, 'Good morning! Did Biscuit sleep through her first night?', iso(GALLERY_NOW + 16 * HOUR)),
    make(jonas, 'A month already. How is she?', iso(GALLERY_NOW - HOUR), {
      state: 'failed',
      sendAt: iso(GALLERY_NOW - DAY),
      error: { code: 'not_allowed', detail: 'This person cannot be messaged.' },
    }),
  ];
  const find = (id: string): Scheduled => {
    const found = waiting.find((each) => each.id === id);
    if (found === undefined) throw Object.assign(new Error('not found'), { code: 'not_found' });
    return found;
  };
  const drop = (id: string) => {
    waiting = waiting.filter((each) => each.id !== id);
  };
  return {
    list: async (conversationId) =>
      waiting.filter((each) => conversationId === undefined || each.conversationId === conversationId),
    create: async (conversationId, { content, sendAt }) => {
      const one = make(conversationId, content, sendAt);
      waiting = [...waiting, one];
      return one;
    },
    change: async (id, { content, sendAt }) => {
      const before = find(id);
      const after: Scheduled = {
        ...before,
        content: content ?? before.content,
        sendAt: sendAt ?? before.sendAt,
        version: before.version + 1,
        state: 'waiting',
        error: null,
      };
      waiting = waiting.map((each) => (each.id === id ? after : each));
      return after;
    },
    cancel: async (id) => drop(id),
    sendNow: async (id) => {
      const { content } = find(id);
      drop(id);
      return fakeMessage(1, 900, ME.userId, GALLERY_NOW, content);
    },
  };
}
