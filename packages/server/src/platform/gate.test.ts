import { createTestClock } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';

function setUp() {
  const clock = createTestClock();
  let refused = 0;
  const gate = createGate({
    clock,
    atOnce: 2,
    maxWaiting: 3,
    maxWaitMs: 1_000,
    retryAfter: () => 1.5,
    onRefused: () => refused++,
  });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const answers: string[] = [];
  const enter = (index: number) =>
    gate
      .run(() => {
        begun.push(index);
        return new Promise<void>((resolve) => ends.push(resolve));
      })
      .then(
        () => answers.push(`${index} done`),
        (error: { code?: string; facts?: { retryAfter?: number } }) =>
          answers.push(`${index} ${error.code} ${error.facts?.retryAfter}`),
      );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, gate, begun, ends, answers, enter, settle, refused: () => refused };
}

describe('a gate', () => {
  it('[LOAD-4] lets some in at once, the rest in order, and refuses what cannot wait', async () => {
    const { gate, begun, ends, answers, enter, settle, refused } = setUp();
    for (let index = 0; index < 6; index++) void enter(index);
    await settle();
    expect([begun, gate.waiting, answers]).toEqual([[0, 1], 3, ['5 overloaded 1.5']]);
    for (let turn = 0; turn < 5; turn++) {
      ends[turn]?.();
      await settle();
    }
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(answers.slice(1)).toEqual(['0 done', '1 done', '2 done', '3 done', '4 done']);
    expect([gate.waiting, refused()]).toEqual([0, 1]);
  });

  it('does not begin what nobody waits for any more, and gives the place on', async () => {
    const { clock, begun, ends, answers, enter, settle } = setUp();
    for (let index = 0; index < 4; index++) void enter(index);
    await settle();
    clock.advance(1_001);
    void enter(4);
    ends[0]?.();
    await settle();
    expect(begun).toEqual([0, 1, 4]);
    expect(answers).toEqual(
      ['0 done', '2 overloaded 1.5', '3 overloaded 1.5'].sort((a, b) => answers.indexOf(a) - answers.indexOf(b)),
    );
  });

  it('work that fails frees its place', async () => {
    const { gate } = setUp();
    const fail = () => gate.run(() => Promise.reject(new Error('no')));
    const failures = await Promise.allSettled([fail(), fail(), fail(), fail()]);
    expect(failures.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await gate.run(async () => 'in')).toBe('in');
  });
});
