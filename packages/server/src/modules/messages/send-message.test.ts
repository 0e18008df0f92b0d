import { createStubDatabase, STUB_CONVERSATION } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import type { SendVerdict } from '../../ports/database.ts';
import { createTestPlatform } from '../../testing/test-platform.ts';
import { createMessages } from './index.ts';

const KEY = '0198a000-0000-4000-8000-000000000001';
const command = { conversationId: STUB_CONVERSATION, clientId: KEY, type: 'text', content: 'hello' } as const;
const SENT: SendVerdict = {
  verdict: 'sent',
  seq: 1,
  changeSeq: 1,
  sentAt: new Date(0),
  expiresAt: null,
  replyTo: null,
  recipients: ['ann', 'bob'],
};

/** Sends one message to a database that commits when it is told to; `heard` is what left, in order. */
function send() {
  const heard: string[] = [];
  let commit: (verdicts: SendVerdict[]) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const { platform } = createTestPlatform(
    createStubDatabase({
      sendMessages: () =>
        new Promise((resolve, reject) => {
          commit = resolve;
          fail = reject;
        }),
    }),
  );
  const publisher = { ...platform.publisher, toPeople: (_to: unknown, event: string) => void heard.push(event) };
  const messages = createMessages({ ...platform, publisher }, () => undefined);
  const done = new Promise<void>((resolve) => {
    const note = (what: string) => () => {
      heard.push(what);
      queueMicrotask(resolve);
    };
    messages.send('ann', command, { answer: note('answer'), fail: note('failure') });
  });
  /** Everything that could run without the commit has run. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { heard, done, settle, commit: () => commit([SENT]), fail: () => fail(new Error('the disk is full')) };
}

describe('a send', () => {
  it('[SEND-1] is answered when it is committed, and not before; then the members are told', async () => {
    const { heard, done, settle, commit } = send();
    await settle();
    expect(heard).toEqual([]);
    commit();
    await done;
    await settle();
    expect(heard).toEqual(['answer', 'conversation:new', 'message:new']);
  });

  it('[SEND-1] that is not known to be committed is never answered as sent, and nobody is told', async () => {
    const { heard, done, settle, fail } = send();
    await settle();
    fail();
    await done;
    await settle();
    expect(heard).toEqual(['failure']);
  });
});
