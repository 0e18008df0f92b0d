import { ConversationId } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { EmittedChanges, type EmittedMark } from './emitted.ts';

const conversation = (n: number) => ConversationId.parse(`00000000-0000-7000-8000-${String(n).padStart(12, '0')}`);

describe('the memory of what was emitted', () => {
  it('[NODE-4] knows what it was told, in whatever order, and nothing else', () => {
    const one = conversation(1);
    const emitted = new EmittedChanges();
    for (const seq of [3, 1, 2, 7, 5, 5]) emitted.note(one, seq);
    const known = Array.from({ length: 9 }, (_, seq) => seq).filter((seq) => emitted.has(one, seq));
    expect(known).toEqual([1, 2, 3, 5, 7]);
    emitted.note(one, 6);
    expect([4, 5, 6, 7].map((seq) => emitted.has(one, seq))).toEqual([false, true, true, true]);
    expect(emitted.has(conversation(2), 3)).toBe(false);
  });

  it('[NODE-4] knows a mark by whose devices heard it', () => {
    const emitted = new EmittedChanges();
    const mark = {
      event: 'message:read',
      conversationId: conversation(1),
      userId: 'ann',
      seq: 3,
      isOwn: false,
    } as const;
    emitted.noteMark(mark);
    const others = [{ ...mark, isOwn: true }, { ...mark, seq: 4 }, { ...mark, event: 'message:delivered' } as const];
    expect([mark, ...others].map((one) => emitted.hasMark(one))).toEqual([true, false, false, false]);
  });

  it('[NODE-4] takes a mark that went further for those before it, and keeps one of each person', () => {
    const emitted = new EmittedChanges();
    const mark: EmittedMark = {
      event: 'message:read',
      conversationId: conversation(1),
      userId: 'ann',
      seq: 3,
      isOwn: false,
    };
    for (const seq of [3, 9, 5]) emitted.noteMark({ ...mark, seq });
    expect([3, 7, 9, 10].map((seq) => emitted.hasMark({ ...mark, seq }))).toEqual([true, true, true, false]);
    for (let nth = 0; nth < 19_999; nth++) emitted.noteMark({ ...mark, userId: `person ${nth}` });
    expect(emitted.hasMark(mark)).toBe(true);
    emitted.noteMark({ ...mark, userId: 'one more' });
    expect(emitted.hasMark(mark)).toBe(false);
  });

  it('is bounded, and forgets towards telling again', () => {
    const emitted = new EmittedChanges({ conversations: 2 });
    emitted.note(conversation(1), 1);
    emitted.note(conversation(2), 1);
    emitted.note(conversation(1), 2);
    emitted.note(conversation(3), 1);
    expect([1, 2, 3].map((n) => emitted.has(conversation(n), 1))).toEqual([true, false, true]);
    for (let seq = 10; seq < 200; seq += 2) emitted.note(conversation(1), seq);
    expect([emitted.has(conversation(1), 1), emitted.has(conversation(1), 198)]).toEqual([false, true]);
    expect(emitted.has(conversation(1), 197)).toBe(false);
  });
});
