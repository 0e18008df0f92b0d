import { createStubDatabase, STUB_CONVERSATION } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import type { MessagingDatabase } from '../../ports/database.ts';
import { codeOf, createTestPlatform } from '../../testing/test-platform.ts';
import { type BlockChange, createSafety } from './index.ts';

const MESSAGE = '01900000-0000-7000-8000-0000000000e1';
const report = { conversationId: STUB_CONVERSATION, messageId: MESSAGE, reason: 'spam' } as const;

function setUp(database: Partial<MessagingDatabase> = {}, { env = {}, retryAfter = 0 } = {}) {
  const { platform, told } = createTestPlatform(createStubDatabase(database), env);
  const changes: BlockChange[] = [];
  const safety = createSafety({
    platform,
    limits: { take: (kind) => (kind === 'report' ? retryAfter : 0) },
    onBlockChanged: async (change) => void changes.push(change),
  });
  return { safety, told, changes };
}

describe('blocking', () => {
  it('[BLOCK-9] tells the blocker’s own devices and nobody else', async () => {
    for (const isBlocked of [true, false]) {
      const { safety, told, changes } = setUp();
      await safety.setBlock('ann', { otherId: 'bob', isBlocked });
      expect(told).toEqual([
        { event: 'conversation:state', to: ['ann'], payload: { conversationId: STUB_CONVERSATION } },
      ]);
      expect(changes).toEqual([{ userId: 'ann', otherId: 'bob', conversationId: STUB_CONVERSATION, isBlocked }]);
    }
  });

  it('[BLOCK-9] said again it changes and tells nothing; without a conversation there is still a list to look at anew', async () => {
    const again = setUp({ putBlock: async () => ({ outcome: 'unchanged', conversationId: STUB_CONVERSATION }) });
    await again.safety.setBlock('ann', { otherId: 'bob', isBlocked: true });
    expect([again.told, again.changes]).toEqual([[], []]);
    const strangers = setUp({ putBlock: async () => ({ outcome: 'done', conversationId: null }) });
    await strangers.safety.setBlock('ann', { otherId: 'bob', isBlocked: true });
    expect(strangers.told).toEqual([{ event: 'sync:required', to: ['ann'], payload: { reason: 'people' } }]);
    expect(strangers.changes.length).toBe(1);
  });

  it('refuses oneself, nobody, and one too many', async () => {
    const block = { otherId: 'bob', isBlocked: true };
    expect(await codeOf(() => setUp().safety.setBlock('ann', { ...block, otherId: 'ann' }))).toBe('invalid');
    for (const [outcome, code] of [
      ['not_found', 'not_found'],
      ['too_many', 'conflict'],
    ] as const) {
      const { safety, told } = setUp({ putBlock: async () => ({ outcome, conversationId: null }) });
      expect([await codeOf(() => safety.setBlock('ann', block)), told]).toEqual([code, []]);
    }
  });

  it('[FEAT-1] switched off it does not exist, and the database is not asked', async () => {
    const { safety } = setUp({}, { env: { NATTER_FEATURES: '-blocking,-reporting' } });
    expect(await codeOf(() => safety.listBlocks('ann'))).toBe('not_found');
    expect(await codeOf(() => safety.setBlock('ann', { otherId: 'bob', isBlocked: true }))).toBe('not_found');
    expect(await codeOf(() => safety.report('bob', report))).toBe('not_found');
  });

  it('an office is shown where there is one', async () => {
    const person = { userId: 'bob', displayName: 'Bob', avatarUrl: null };
    const { safety } = setUp({
      readBlocks: async () => [
        { ...person, office: null },
        { ...person, userId: 'olga', office: 'owner' },
      ],
    });
    expect(await safety.listBlocks('ann')).toEqual({ items: [person, { ...person, userId: 'olga', office: 'owner' }] });
  });
});

describe('reporting', () => {
  it('[REPORT-1] tells nobody, and repeating it is harmless', async () => {
    for (const outcome of ['reported', 'known'] as const) {
      const { safety, told } = setUp({ reportMessage: async () => outcome });
      await safety.report('ann', report);
      expect(told).toEqual([]);
    }
  });

  it('refuses what one cannot see and one’s own', async () => {
    for (const [outcome, code] of [
      ['not_found', 'not_found'],
      ['own', 'forbidden'],
    ] as const) {
      expect(await codeOf(() => setUp({ reportMessage: async () => outcome }).safety.report('ann', report))).toBe(code);
    }
  });

  it('[REPORT-5] has a bound a day and says when it ends', async () => {
    const { safety } = setUp({}, { retryAfter: 1_700 });
    await expect(safety.report('ann', report)).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfter: 1_700 },
    });
  });

  it('keeps a note as text: nothing for one without anything to see, refused beyond 500', async () => {
    const notes: (string | null)[] = [];
    const { safety } = setUp({
      reportMessage: async ({ note }) => {
        notes.push(note);
        return 'reported';
      },
    });
    for (const note of [undefined, '  ', 'why\u0000 not', '🙂'.repeat(500)])
      await safety.report('ann', { ...report, note });
    expect(notes).toEqual([null, null, 'why not', '🙂'.repeat(500)]);
    expect(await codeOf(() => safety.report('ann', { ...report, note: 'x'.repeat(501) }))).toBe('too_large');
    expect(await codeOf(() => safety.report('ann', { ...report, note: 'a\ud800' }))).toBe('invalid');
  });
});
