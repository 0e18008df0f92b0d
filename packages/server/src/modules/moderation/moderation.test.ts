import { createStubDatabase, stubPerson } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import type { MessagingDatabase } from '../../ports/database.ts';
import type { ReportRow } from '../../ports/safety-database.ts';
import { codeOf, createTestPlatform } from '../../testing/test-platform.ts';
import { createModeration } from './index.ts';

const CONVERSATION = '01900000-0000-7000-8000-0000000000c1';
const MESSAGE = '01900000-0000-7000-8000-0000000000e1';
const at = new Date('2026-03-01T10:00:00.000Z');
const person = (userId: string) => ({ userId, displayName: userId, avatarUrl: null, office: null });
const reportId = (n: number) => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const row = (n: number, over: Partial<ReportRow> = {}): ReportRow => ({
  id: reportId(n),
  messageId: MESSAGE,
  conversationId: CONVERSATION,
  reporter: person('ann'),
  author: person('bob'),
  reason: 'spam',
  note: null,
  content: 'buy',
  sentAt: at,
  createdAt: new Date(at.getTime() + n),
  resolution: null,
  resolvedBy: null,
  resolvedAt: null,
  resolutionNote: null,
  ...over,
});
const resolved = (n: number) =>
  row(n, { resolution: 'dismissed', resolvedBy: person('mia'), resolvedAt: new Date(at.getTime() + 1_000 - n) });
const staff = { ...stubPerson('mia'), roles: ['manager'], canModerate: true };

function setUp(database: Partial<MessagingDatabase> = {}, env: Record<string, string> = {}) {
  const { platform, told } = createTestPlatform(createStubDatabase(database), env);
  const changed: string[] = [];
  const moderation = createModeration({ platform, onStandingChanged: (userIds) => changed.push(...userIds) });
  return { moderation, told, changed };
}

const calls = (moderation: ReturnType<typeof createModeration>, me = staff) => ({
  listReports: () => moderation.listReports(me, { status: 'open' }),
  resolve: () => moderation.resolve(me, { reportId: reportId(1), action: 'dismiss' }),
  listSuspensions: () => moderation.listSuspensions(me),
  liftSuspension: () => moderation.liftSuspension(me, 'bob'),
  listActions: () => moderation.listActions(me, {}),
  readWords: () => moderation.readWords(me),
  putWords: () => moderation.putWords(me, { words: [] }),
});

describe('who may', () => {
  it('[REPORT-2] nobody but staff, and the database is not asked', async () => {
    const asked: string[] = [];
    const ask = (name: string) => async () => {
      asked.push(name);
      throw new Error('asked');
    };
    const { moderation } = setUp({
      readReports: ask('reports'),
      resolveReport: ask('resolve'),
      readSuspensions: ask('suspensions'),
      liftSuspension: ask('lift'),
      readModerationActions: ask('actions'),
      readWords: ask('words'),
      putWords: ask('put words'),
    });
    for (const call of Object.values(
      calls(moderation, { ...stubPerson('ann'), roles: ['member'], canModerate: false }),
    )) {
      expect(await codeOf(call)).toBe('forbidden');
    }
    expect(asked).toEqual([]);
  });

  it('[FEAT-1] switched off, reports and words do not exist; suspensions and the record stay', async () => {
    const { moderation } = setUp({ liftSuspension: async () => true }, { NATTER_FEATURES: '-reporting,-word_filter' });
    const codes: Record<string, string> = {};
    for (const [name, call] of Object.entries(calls(moderation))) codes[name] = await codeOf(call);
    expect(codes).toEqual({
      listReports: 'not_found',
      resolve: 'not_found',
      listSuspensions: 'done',
      liftSuspension: 'done',
      listActions: 'done',
      readWords: 'not_found',
      putWords: 'not_found',
    });
  });
});

describe('the queue', () => {
  it('[PAGE-1] goes on after its last row, each list by its own time, with a cursor of its own', async () => {
    const asked: unknown[] = [];
    const { moderation } = setUp({
      readReports: async (_userId, query) => {
        asked.push(query);
        return query.isResolved ? [resolved(1), resolved(2)] : [row(1), row(2)];
      },
    });
    const open = await moderation.listReports(staff, { status: 'open', limit: 1 });
    const done = await moderation.listReports(staff, { status: 'resolved', limit: 1 });
    expect([open.items.length, open.items[0]?.status, done.items[0]?.status]).toEqual([1, 'open', 'resolved']);
    const [next, nextDone] = [open.nextCursor ?? '', done.nextCursor ?? ''];
    await moderation.listReports(staff, { status: 'open', limit: 5, cursor: next });
    await moderation.listReports(staff, { status: 'resolved', limit: 5, cursor: nextDone });
    expect(asked).toEqual([
      { isResolved: false, after: null, limit: 2 },
      { isResolved: true, after: null, limit: 2 },
      { isResolved: false, after: { at: '2026-03-01T10:00:00.001Z', id: reportId(1) }, limit: 6 },
      { isResolved: true, after: { at: '2026-03-01T10:00:00.999Z', id: reportId(1) }, limit: 6 },
    ]);
    expect(await codeOf(() => moderation.listReports(staff, { status: 'resolved', cursor: next }))).toBe('invalid');
  });

  it('[PAGE-1] the record goes on before its last line', async () => {
    const asked: unknown[] = [];
    const line = {
      at,
      by: person('mia'),
      action: 'dismissed',
      person: person('bob'),
      reportId: null,
      note: null,
    } as const;
    const { moderation } = setUp({
      readModerationActions: async (_userId, query) => {
        asked.push(query.before);
        return [
          { id: '9', ...line },
          { id: '8', ...line },
        ];
      },
    });
    const first = await moderation.listActions(staff, { limit: 1 });
    expect(first.items).toEqual([
      {
        id: '9',
        at: at.toISOString(),
        by: { userId: 'mia', displayName: 'mia', avatarUrl: null },
        action: 'dismissed',
        person: { userId: 'bob', displayName: 'bob', avatarUrl: null },
        reportId: null,
        note: null,
      },
    ]);
    const last = await moderation.listActions(staff, { limit: 2, cursor: first.nextCursor ?? '' });
    expect([asked, last.nextCursor]).toEqual([[null, '9'], null]);
  });
});

describe('dealing with a report', () => {
  const done = { outcome: 'done', authorId: 'bob', erased: null } as const;
  const resolve = (resolution: Partial<Parameters<ReturnType<typeof createModeration>['resolve']>[1]> = {}) => ({
    reportId: reportId(1),
    action: 'dismiss' as const,
    ...resolution,
  });

  it('[REPORT-3] a removed message is told to those it concerns', async () => {
    const { moderation, told, changed } = setUp({
      resolveReport: async () => ({
        ...done,
        erased: { conversationId: CONVERSATION, messageId: MESSAGE, seq: 4, changeSeq: 9, recipients: ['ann', 'bob'] },
      }),
      readReport: async () => row(1, { resolution: 'removed', resolvedBy: person('mia'), resolvedAt: at }),
    });
    const report = await moderation.resolve(staff, resolve({ action: 'remove' }));
    expect(report).toMatchObject({ status: 'resolved', resolution: 'removed', resolvedBy: { userId: 'mia' } });
    expect(told).toEqual([
      {
        event: 'message:deleted',
        to: ['ann', 'bob'],
        payload: { conversationId: CONVERSATION, messageId: MESSAGE, seq: 4, changeSeq: 9 },
      },
    ]);
    expect(changed).toEqual([]);
  });

  it('[REPORT-3] a suspension is for a week unless said otherwise, and its person is looked at anew', async () => {
    const days: number[] = [];
    const { moderation, changed } = setUp({
      resolveReport: async (input) => {
        days.push(input.days);
        return done;
      },
      readReport: async () => resolved(1),
    });
    await moderation.resolve(staff, resolve({ action: 'suspend' }));
    await moderation.resolve(staff, resolve({ action: 'suspend', days: 30 }));
    await moderation.resolve(staff, resolve());
    expect([days, changed]).toEqual([
      [7, 30, 7],
      ['bob', 'bob'],
    ]);
  });

  it('[REPORT-4] says what stands in the way', async () => {
    for (const [outcome, code] of [
      ['not_found', 'not_found'],
      ['resolved', 'conflict'],
      ['office', 'forbidden'],
      ['own', 'forbidden'],
    ] as const) {
      const { moderation, told, changed } = setUp({
        resolveReport: async () => ({ outcome, authorId: 'bob', erased: null }),
      });
      expect(await codeOf(() => moderation.resolve(staff, resolve({ action: 'suspend' })))).toBe(code);
      expect([told, changed]).toEqual([[], []]);
    }
  });

  it('a suspension that is lifted is felt at once; one that is not there is not found', async () => {
    const lifted = setUp({ liftSuspension: async () => true });
    await lifted.moderation.liftSuspension(staff, 'bob');
    expect(lifted.changed).toEqual(['bob']);
    const none = setUp({ liftSuspension: async () => false });
    expect(await codeOf(() => lifted.moderation.liftSuspension(staff, staff.userId))).toBe('forbidden');
    expect([await codeOf(() => none.moderation.liftSuspension(staff, 'bob')), none.changed]).toEqual(['not_found', []]);
  });
});

describe('the word filter', () => {
  it('[WORDS-7] takes words trimmed and normalised, and names those that are none', async () => {
    const { moderation } = setUp();
    const words = [{ word: ' Cafe\u0301 ', action: 'refuse' } as const, { word: 'buy now', action: 'report' } as const];
    expect(await moderation.putWords(staff, { words })).toEqual({
      words: [
        { word: 'Café', action: 'refuse' },
        { word: 'buy now', action: 'report' },
      ],
    });
    const bad = [
      { word: '\u200b', action: 'refuse' } as const,
      ...words,
      { word: 'x'.repeat(101), action: 'report' } as const,
    ];
    await expect(moderation.putWords(staff, { words: bad })).rejects.toMatchObject({
      code: 'invalid',
      facts: { fields: [{ path: 'words.0.word' }, { path: 'words.3.word' }] },
    });
  });
});
