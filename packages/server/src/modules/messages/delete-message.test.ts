import { createStubDatabase, STUB_CONVERSATION } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import type { MessagingDatabase } from '../../ports/database.ts';
import { codeOf, createTestPlatform } from '../../testing/test-platform.ts';
import { deleteMessage } from './delete-message.ts';

const MESSAGE = '01900000-0000-7000-8000-0000000000e1';
const command = { conversationId: STUB_CONVERSATION, messageId: MESSAGE, for: 'me' } as const;
type Outcome = Awaited<ReturnType<MessagingDatabase['deleteMessage']>>;

describe('deleting a message', () => {
  it('[DEL-1] for me: my own devices are told, nobody else', async () => {
    const { platform, told } = createTestPlatform(
      createStubDatabase({ deleteMessage: async () => ({ outcome: 'hidden' }) }),
    );
    await deleteMessage(platform, 'ann', command);
    expect(told).toEqual([
      { event: 'conversation:state', to: ['ann'], payload: { conversationId: STUB_CONVERSATION } },
    ]);
  });

  it('[DEL-2] for everyone: all whom it concerns are told its place', async () => {
    const asked: unknown[] = [];
    const { platform, told } = createTestPlatform(
      createStubDatabase({
        deleteMessage: async (input) => {
          asked.push(input);
          return { outcome: 'erased', seq: 3, changeSeq: 8, recipients: ['ann', 'bob'] };
        },
      }),
    );
    await deleteMessage(platform, 'ann', { ...command, for: 'everyone' });
    expect(asked).toMatchObject([{ userId: 'ann', isForEveryone: true, windowSeconds: 3_600 }]);
    expect(told).toEqual([
      {
        event: 'message:deleted',
        to: ['ann', 'bob'],
        payload: { conversationId: STUB_CONVERSATION, messageId: MESSAGE, seq: 3, changeSeq: 8 },
      },
    ]);
  });

  it.each<[Exclude<Outcome['outcome'], 'erased'>, string]>([
    ['gone', 'done'],
    ['not_found', 'not_found'],
    ['not_author', 'forbidden'],
    ['window_over', 'delete_window_over'],
    ['too_many', 'conflict'],
  ])('[DEL-3] %s → %s, and nobody is told', async (outcome, code) => {
    const { platform, told } = createTestPlatform(createStubDatabase({ deleteMessage: async () => ({ outcome }) }));
    expect([await codeOf(() => deleteMessage(platform, 'ann', command)), told]).toEqual([code, []]);
  });

  it('[FEAT-1] switched off it does not exist', async () => {
    const { platform } = createTestPlatform(createStubDatabase(), { NATTER_FEATURES: '-deletion' });
    expect(await codeOf(() => deleteMessage(platform, 'ann', command))).toBe('not_found');
  });
});
