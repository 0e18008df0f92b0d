import { describe, expect, it } from 'vitest';
import { DomainError } from '../platform/domain-error.ts';
import { gather } from './gather.ts';

/** Statements that wait until they are let go, and what each was asked. */
function setUp(options: { atOnce?: number; most?: number; maxWaiting?: number } = {}) {
  const asked: (readonly string[])[] = [];
  const held: (() => void)[] = [];
  const failures = new Map<string, Error>();
  const turns: (() => void)[] = [];
  const ask = gather({
    ...options,
    defer: (call) => void turns.push(call),
    ask: async (questions: readonly string[]) => {
      asked.push(questions);
      await new Promise<void>((resolve) => held.push(resolve));
      for (const one of questions) {
        const failure = failures.get(one);
        if (failure) throw failure;
      }
      return questions.map((one) => `${one}!`);
    },
  });
  /** What was asked for by now goes. */
  const endTurn = () => {
    for (const call of turns.splice(0)) call();
  };
  /** Ends what is under way and what that brings about. */
  const letGo = async () => {
    endTurn();
    while (held.length > 0) {
      for (const go of held.splice(0)) go();
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
  };
  const outcome = (question: string) => ask(question).catch((error: Error) => error.message);
  return { asked, failures, endTurn, letGo, outcome };
}

describe('the same question of many people', () => {
  it('[LOAD-9] goes together in one turn, and with the next statement while one is under way', async () => {
    const { asked, endTurn, letGo, outcome } = setUp({ atOnce: 1, most: 3 });
    const first = Promise.all(['a', 'b'].map(outcome));
    expect(asked).toEqual([]);
    endTurn();
    const rest = Promise.all(['c', 'd', 'e', 'f'].map(outcome));
    endTurn();
    expect(asked).toEqual([['a', 'b']]);
    await letGo();
    expect(await Promise.all([first, rest])).toEqual([
      ['a!', 'b!'],
      ['c!', 'd!', 'e!', 'f!'],
    ]);
    expect(asked).toEqual([['a', 'b'], ['c', 'd', 'e'], ['f']]);
  });

  it('[LOAD-9] that fails for one of them is answered to the others', async () => {
    const { asked, failures, letGo, outcome } = setUp({ atOnce: 1 });
    failures.set('c', DomainError.notAMember());
    const answers = Promise.all(['a', 'b', 'c', 'd'].map(outcome));
    await letGo();
    expect(await answers).toEqual(['a!', 'b!', DomainError.notAMember().message, 'd!']);
    expect(asked).toEqual([['a', 'b', 'c', 'd'], ['a'], ['b'], ['c'], ['d']]);
  });

  it('[LOAD-9] is not asked again of a database that is away', async () => {
    const { asked, failures, letGo, outcome } = setUp({ atOnce: 1 });
    const away = DomainError.unavailable(2);
    failures.set('b', away);
    const answers = Promise.all(['a', 'b', 'c'].map(outcome));
    await letGo();
    expect(await answers).toEqual([away.message, away.message, away.message]);
    expect(asked).toHaveLength(1);
  });

  it('[LOAD-9] is refused when too many wait', async () => {
    const { letGo, outcome } = setUp({ atOnce: 1, maxWaiting: 1 });
    const answers = Promise.all(['a', 'b', 'c'].map(outcome));
    await letGo();
    expect(await answers).toEqual(['a!', DomainError.overloaded(2).message, DomainError.overloaded(2).message]);
  });
});
