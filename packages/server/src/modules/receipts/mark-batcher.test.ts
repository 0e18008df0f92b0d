import { describe, expect, it } from 'vitest';
import { DomainError } from '../../platform/domain-error.ts';
import type { MarkInput, MarkResult } from '../../ports/database.ts';
import { MarkBatcher } from './mark-batcher.ts';

const result = (seq: number): MarkResult => ({
  deliveredSeq: seq,
  readSeq: seq,
  unreadCount: 0,
  at: new Date(0),
  changed: true,
  shownDelivered: null,
  shownRead: null,
  recipients: [],
});
const mark = (seq: number, over: Partial<MarkInput> = {}): MarkInput => ({
  userId: 'ann',
  conversationId: 'c1',
  kind: 'read',
  seq,
  ...over,
});

function setUp(fail?: (marks: readonly MarkInput[]) => Error | null) {
  const statements: (readonly MarkInput[])[] = [];
  const told: number[] = [];
  const batcher = new MarkBatcher({
    advance: async (marks) => {
      statements.push(marks);
      const error = fail?.(marks);
      if (error) throw error;
      return marks.map(({ seq, conversationId }) => (conversationId === 'foreign' ? null : result(seq)));
    },
    defer: queueMicrotask,
    onAdvanced: ({ seq }) => told.push(seq),
    maxWaiting: 3,
  });
  return { batcher, statements, told };
}

describe('MarkBatcher', () => {
  it('[RCPT-2] marks of one turn share a statement, and of one conversation the highest counts for all', async () => {
    const { batcher, statements, told } = setUp();
    const answers = await Promise.all([
      batcher.advance(mark(3)),
      batcher.advance(mark(7)),
      batcher.advance(mark(5)),
      batcher.advance(mark(2, { userId: 'bob' })),
    ]);
    expect(statements).toEqual([[mark(7), mark(2, { userId: 'bob' })]]);
    expect(answers.map((answer) => answer?.readSeq)).toEqual([7, 7, 7, 2]);
    expect(told).toEqual([7, 2]);
  });

  it('reading and receiving of one person in one conversation never meet in a statement', async () => {
    const { batcher, statements } = setUp();
    await Promise.all([batcher.advance(mark(3, { kind: 'delivered' })), batcher.advance(mark(2))]);
    expect(statements.map((marks) => marks.map(({ kind }) => kind))).toEqual([['delivered'], ['read']]);
  });

  it('a foreign conversation answers null beside its neighbours', async () => {
    const { batcher } = setUp();
    const [foreign, own] = await Promise.all([
      batcher.advance(mark(1, { conversationId: 'foreign' })),
      batcher.advance(mark(1)),
    ]);
    expect([foreign, own]).toEqual([null, result(1)]);
  });

  it('one bad mark fails alone', async () => {
    const { batcher } = setUp((marks) => (marks.some(({ userId }) => userId === 'bad') ? new Error('bad') : null));
    const [bad, good] = await Promise.allSettled([
      batcher.advance(mark(1, { userId: 'bad' })),
      batcher.advance(mark(1)),
    ]);
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('beyond the bound a mark is refused', async () => {
    const { batcher } = setUp();
    const answers = await Promise.allSettled(
      ['c1', 'c2', 'c3', 'c4'].map((conversationId) => batcher.advance(mark(1, { conversationId }))),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
  });

  it('beyond a hundred calls for one mark the next is refused, and others are not', async () => {
    const { batcher, statements } = setUp();
    const calls = Array.from({ length: 101 }, (_, seq) => batcher.advance(mark(seq)));
    const other = batcher.advance(mark(1, { conversationId: 'c2' }));
    const last = calls.pop();
    await expect(last).rejects.toMatchObject({ code: 'overloaded' });
    expect(await Promise.all([...calls, other])).toHaveLength(101);
    expect(statements).toHaveLength(1);
  });

  it('[STOP-1] stopping finishes what was taken and refuses what comes', async () => {
    const { batcher } = setUp();
    const taken = batcher.advance(mark(1));
    const stopped = batcher.stop();
    await expect(batcher.advance(mark(2))).rejects.toBeInstanceOf(DomainError);
    await stopped;
    expect(await taken).toEqual(result(1));
  });
});
