import { describe, expect, it } from 'vitest';
import { DomainError } from '../../platform/domain-error.ts';
import { LateKeyConflict, type SendInput, type SendVerdict } from '../../ports/database.ts';
import { Committer, type CommitterOptions } from './committer.ts';

type Outcome = { key: string; seq: number } | { key: string; refused: string } | { key: string; failed: unknown };

let ids = 0;
function makeSend(conversationId: string, key: string, senderId = 'ann'): SendInput {
  return {
    conversationId,
    senderId,
    clientId: key,
    id: `m${++ids}`,
    type: 'text',
    content: key,
    mentions: [],
    replyToId: null,
  };
}

/** A database whose statements return when told, and number what they are given per conversation. */
function setUp(options: Partial<CommitterOptions> & { refuse?: (send: SendInput) => Error | null } = {}) {
  const statements: { sends: readonly SendInput[]; finish: (error?: Error) => Promise<void> }[] = [];
  const outcomes: Outcome[] = [];
  const recipients: (readonly string[])[] = [];
  const lastSeq = new Map<string, number>();
  const number = (sends: readonly SendInput[]): SendVerdict[] => {
    const seen = new Set<string>();
    return sends.map(({ conversationId }) => {
      const seq = (lastSeq.get(conversationId) ?? 0) + 1;
      lastSeq.set(conversationId, seq);
      const isFirst = !seen.has(conversationId);
      seen.add(conversationId);
      return {
        verdict: 'sent',
        seq,
        changeSeq: seq,
        sentAt: new Date(0),
        expiresAt: null,
        replyTo: null,
        recipients: isFirst ? ['ann', 'bob'] : null,
      };
    });
  };
  const { refuse, ...rest } = options;
  const committer = new Committer({
    commit: (sends) =>
      new Promise((resolve, reject) => {
        const finish = async (error?: Error) => {
          const refusal = error ?? sends.map((send) => refuse?.(send) ?? null).find((one) => one !== null);
          if (refusal) reject(refusal);
          else resolve(number(sends));
          await settle();
        };
        statements.push({ sends, finish });
      }),
    defer: queueMicrotask,
    now: () => 0,
    ...rest,
  });
  const add = (send: SendInput) =>
    committer.add({
      send,
      arrivedAt: 0,
      settle: (verdict, members) => {
        recipients.push(members);
        outcomes.push(
          verdict.verdict === 'sent'
            ? { key: send.clientId, seq: verdict.seq }
            : { key: send.clientId, refused: verdict.verdict },
        );
      },
      fail: (error) => outcomes.push({ key: send.clientId, failed: error instanceof DomainError ? error.code : error }),
    });
  return { committer, statements, outcomes, recipients, add };
}

/** Lets everything run that waits for promises only. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

const keysOf = (statement: { sends: readonly SendInput[] } | undefined) =>
  statement?.sends.map((send) => send.clientId);

describe('Committer', () => {
  it('[SEND-4] a lone send goes at once, what waits meanwhile goes together', async () => {
    const { add, statements, outcomes } = setUp({ maxInFlight: 1 });
    add(makeSend('c1', 'a'));
    await settle();
    for (const key of ['b', 'c', 'd']) add(makeSend(`c-${key}`, key));
    await settle();
    expect(statements.map(keysOf)).toEqual([['a']]);
    await statements[0]?.finish();
    expect(statements.map(keysOf)).toEqual([['a'], ['b', 'c', 'd']]);
    expect(outcomes).toEqual([{ key: 'a', seq: 1 }]);
  });

  it('[SEND-4] two statements are in flight, and no conversation in both', async () => {
    const { add, statements } = setUp();
    add(makeSend('c1', 'a'));
    await settle();
    add(makeSend('c1', 'b'));
    add(makeSend('c2', 'c'));
    await settle();
    add(makeSend('c3', 'd'));
    await settle();
    expect(statements.map(keysOf)).toEqual([['a'], ['c']]);
    await statements[1]?.finish();
    expect(statements.map(keysOf)).toEqual([['a'], ['c'], ['d']]);
    await statements[0]?.finish();
    expect(statements.map(keysOf)).toEqual([['a'], ['c'], ['d'], ['b']]);
  });

  it('[SEND-4] a statement takes no more than its bound', async () => {
    const { add, statements } = setUp({ maxBatch: 3, maxInFlight: 1 });
    for (let index = 0; index < 7; index++) add(makeSend('c1', `${index}`));
    await settle();
    for (let index = 0; index < 3; index++) await statements[index]?.finish();
    expect(statements.map(keysOf)).toEqual([['0', '1', '2'], ['3', '4', '5'], ['6']]);
  });

  it('[SEND-5] sends of a conversation are numbered in the order they came', async () => {
    const { add, statements, outcomes } = setUp({ maxBatch: 2 });
    for (let index = 0; index < 5; index++) add(makeSend('c1', `${index}`));
    await settle();
    for (let index = 0; index < 3; index++) await statements[index]?.finish();
    expect(outcomes).toEqual([0, 1, 2, 3, 4].map((index) => ({ key: `${index}`, seq: index + 1 })));
  });

  it('[SEND-6] a key in flight holds back its repeat, in any conversation', async () => {
    const { add, statements } = setUp();
    add(makeSend('c1', 'k'));
    add(makeSend('c1', 'k'));
    add(makeSend('c1', 'after'));
    add(makeSend('c2', 'k'));
    add(makeSend('c3', 'k', 'bob'));
    await settle();
    expect(statements.map(keysOf)).toEqual([['k', 'k']]);
    expect(statements[0]?.sends.map((send) => send.senderId)).toEqual(['ann', 'bob']);
    await statements[0]?.finish();
    expect(statements.slice(1).map(keysOf)).toEqual([['k']]);
    await statements[1]?.finish();
    expect(statements.slice(2).map(keysOf)).toEqual([['k', 'after']]);
  });

  it('[SEND-8] one bad send fails alone, its neighbours commit in order', async () => {
    const bad = new Error('bad');
    const { add, statements, outcomes } = setUp({ refuse: (send) => (send.clientId === 'b' ? bad : null) });
    for (const key of ['a', 'b', 'c']) add(makeSend('c1', key, `sender of ${key}`));
    await settle();
    for (let index = 0; index < 4; index++) await statements[index]?.finish();
    expect(outcomes).toEqual([
      { key: 'a', seq: 1 },
      { key: 'b', failed: bad },
      { key: 'c', seq: 2 },
    ]);
  });

  it('[SEND-8] a late key conflict runs the batch again, one by one', async () => {
    const { add, statements, outcomes } = setUp();
    add(makeSend('c1', 'a'));
    add(makeSend('c1', 'b'));
    await settle();
    await statements[0]?.finish(new LateKeyConflict());
    await statements[1]?.finish(new LateKeyConflict());
    await statements[2]?.finish();
    await statements[3]?.finish();
    expect(statements.map(keysOf)).toEqual([['a', 'b'], ['a'], ['a'], ['b']]);
    expect(outcomes).toEqual([
      { key: 'a', seq: 1 },
      { key: 'b', seq: 2 },
    ]);
  });

  it('an unreachable database fails the batch at once, and the next batch is tried', async () => {
    const { add, statements, outcomes } = setUp({ maxInFlight: 1 });
    for (const key of ['a', 'b']) add(makeSend('c1', key));
    await settle();
    add(makeSend('c1', 'c', 'bob'));
    await statements[0]?.finish(DomainError.unavailable(1));
    await statements[1]?.finish();
    expect(outcomes).toEqual([
      { key: 'a', failed: 'unavailable' },
      { key: 'b', failed: 'unavailable' },
      { key: 'c', seq: 1 },
    ]);
  });

  it('[SEND-7] beyond the bound a send is refused, and the bound frees itself', async () => {
    const { add, statements, outcomes, committer } = setUp({ maxWaiting: 2, maxInFlight: 1 });
    add(makeSend('c1', 'a'));
    await settle();
    for (const key of ['b', 'c', 'd']) add(makeSend('c1', key));
    expect(committer.waiting).toBe(2);
    await statements[0]?.finish();
    await statements[1]?.finish();
    add(makeSend('c1', 'e'));
    await settle();
    await statements[2]?.finish();
    expect(outcomes).toEqual([
      { key: 'd', failed: 'overloaded' },
      { key: 'a', seq: 1 },
      { key: 'b', seq: 2 },
      { key: 'c', seq: 3 },
      { key: 'e', seq: 4 },
    ]);
  });

  it('[SEND-7] texts that wait are bounded in length too', async () => {
    const { add, statements, outcomes } = setUp({ maxWaitingChars: 1_000, maxInFlight: 1 });
    const long = (key: string) => ({ ...makeSend('c1', key), content: 'x'.repeat(600) });
    add(long('a'));
    await settle();
    for (const key of ['b', 'c', 'd']) add(long(key));
    expect(outcomes).toEqual([{ key: 'd', failed: 'overloaded' }]);
    await statements[0]?.finish();
    add(long('e'));
    await statements[1]?.finish();
    await statements[2]?.finish();
    expect(outcomes.slice(1).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'e']);
  });

  it('gives the members of a conversation to each of its sends', async () => {
    const { add, statements, recipients } = setUp();
    for (const key of ['a', 'b']) add(makeSend('c1', key));
    await settle();
    await statements[0]?.finish();
    expect(recipients).toEqual([
      ['ann', 'bob'],
      ['ann', 'bob'],
    ]);
  });

  it('[STOP-1] stopping finishes what was taken and refuses what comes', async () => {
    const { add, statements, outcomes, committer } = setUp({ maxInFlight: 1 });
    add(makeSend('c1', 'a'));
    await settle();
    add(makeSend('c1', 'b'));
    let isStopped = false;
    const stopped = committer.stop().then(() => {
      isStopped = true;
    });
    add(makeSend('c1', 'c'));
    await statements[0]?.finish();
    expect(isStopped).toBe(false);
    await statements[1]?.finish();
    await stopped;
    expect(outcomes).toEqual([
      { key: 'c', failed: 'unavailable' },
      { key: 'a', seq: 1 },
      { key: 'b', seq: 2 },
    ]);
  });

  it('[SEND-5] a send that could not be committed takes what the same person has waiting behind it along', async () => {
    const { add, statements, outcomes } = setUp();
    add(makeSend('c', 'first'));
    await settle();
    add(makeSend('c', 'second'));
    add(makeSend('c', 'of another', 'bob'));
    add(makeSend('d', 'elsewhere'));
    await settle();
    await statements[0]?.finish(DomainError.unavailable(2));
    expect(outcomes).toEqual([
      { key: 'first', failed: 'unavailable' },
      { key: 'second', failed: 'unavailable' },
    ]);
    for (const statement of statements.slice(1)) await statement.finish();
    expect(
      outcomes
        .slice(2)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['elsewhere', 'of another']);
  });

  it('[SEND-5] one that fails alone in a batch takes its followers in that batch along, and nobody else', async () => {
    const { add, statements, outcomes } = setUp({
      refuse: (send) => (send.clientId === 'poison' ? new Error('poison') : null),
    });
    for (const [key, sender] of [
      ['before', 'ann'],
      ['poison', 'ann'],
      ['after', 'ann'],
      ['of another', 'bob'],
    ] as const) {
      add(makeSend('c', key, sender));
    }
    await settle();
    for (let index = 0; index < 5; index++) await statements[index]?.finish();
    expect(outcomes).toEqual([
      { key: 'before', seq: 1 },
      { key: 'poison', failed: expect.any(Error) },
      { key: 'after', failed: 'unavailable' },
      { key: 'of another', seq: 2 },
    ]);
  });
});
