import { describe, expect, it } from 'vitest';
import { findBehind, judgeLedger } from './judge.ts';

const stored = (...keys: string[]) => keys.map((clientId, nth) => ({ conversationId: 'a', seq: nth + 1, clientId }));

describe('what a soak looks for', () => {
  it('finds nothing where all is well, and what nobody acknowledged is no fault', () => {
    const judged = judgeLedger(['a 1 one', 'a 2 two', ''], stored('one', 'two', 'three'));
    expect(judged).toEqual({ acknowledged: 2, stored: 3, lost: [], duplicate: [], gap: [] });
  });

  it('finds what is lost, also under another number or in another conversation', () => {
    expect(judgeLedger(['a 1 one', 'a 9 two', 'b 3 three'], stored('one', 'two', 'three')).lost).toHaveLength(2);
    expect(judgeLedger(['a 4 four'], stored('one')).lost).toHaveLength(1);
  });

  it('finds what is there twice, or was acknowledged under two numbers', () => {
    expect(judgeLedger([], stored('one', 'one')).duplicate).toHaveLength(1);
    expect(judgeLedger(['a 1 one', 'a 2 one'], stored('one')).duplicate).toHaveLength(1);
    expect(judgeLedger(['a 1 one', 'a 1 one'], stored('one')).duplicate).toHaveLength(0);
  });

  it('finds numbers left out and numbers twice', () => {
    const at = (seq: number, clientId: string) => ({ conversationId: 'a', seq, clientId });
    expect(judgeLedger([], [at(1, 'one'), at(3, 'two'), at(4, 'three')]).gap).toHaveLength(1);
    expect(judgeLedger([], [at(1, 'one'), at(1, 'two')]).gap).toHaveLength(1);
    expect(judgeLedger([], [at(2, 'one')]).gap).toHaveLength(1);
  });

  it('finds whoever does not know everything', () => {
    const known = { who: 'ada', conversationId: 'a', upTo: 3, beyond: 0, wrong: 0, waiting: 0 };
    const ends = new Map([['a', 3]]);
    expect(findBehind([known], ends)).toEqual([]);
    for (const part of [{ upTo: 2 }, { beyond: 1 }, { wrong: 1 }, { waiting: 1 }]) {
      expect(findBehind([{ ...known, ...part }], ends)).toHaveLength(1);
    }
  });
});
