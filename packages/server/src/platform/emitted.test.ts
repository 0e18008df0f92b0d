import { ConversationId } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { EmittedChanges } from './emitted.ts';

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
    for (let seq = 0; seq < 20_000; seq++) emitted.noteMark({ ...mark, seq: 10 + seq });
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
