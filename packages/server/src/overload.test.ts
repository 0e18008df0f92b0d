import { execFileSync } from 'node:child_process';
import type { Ack, ErrorBody } from '@natter/protocol';
import {
  createStubDatabase,
  createTestClock,
  STUB_CONVERSATION,
  startTestServer,
  type TestServer,
} from '@natter/testkit';
import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from './testing/listen.ts';

const NO_LIMITS = {
  NATTER_LIMIT_SENDS_PER_MINUTE: '0',
  NATTER_LIMIT_READS_PER_MINUTE: '0',
  NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
};
/** What one connection may say without being a flood; the clock of these tests gives it nothing back. */
const PER_CONNECTION = 500;

let server: TestServer;
let letGo = (): void => undefined;
afterEach(async () => {
  letGo();
  await server.close();
});

/** A server whose database commits sends only when it is told to. */
async function setUp() {
  const clock = createTestClock(Date.now());
  const inner = createStubDatabase();
  const held: (() => void)[] = [];
  let isHolding = true;
  const database = createStubDatabase({
    readPresence: async (_userId, ids) => ids.map((userId) => ({ userId, lastSeenAt: null })),
    sendMessages: async (sends) => {
      if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
      const verdicts = await inner.sendMessages(sends);
      // Nobody is told: ten thousand events at once would be too much for readers in the same process.
      return verdicts.map((verdict) => (verdict.verdict === 'sent' ? { ...verdict, recipients: [] } : verdict));
    },
  });
  server = await startTestServer({ database, clock, env: NO_LIMITS });
  const answers: Ack<unknown>[] = [];
  const devices: Socket[] = [];
  let asked = 0;
  const connectAhead = async () => {
    // Before it is busy: afterwards nobody new is let in.
    for (let index = 0; index < 22; index++) devices.push(await server.connect(index < 11 ? 'ann' : 'bob'));
  };
  /** So many more sends on their way; resolves when the server has them. */
  const send = async (count: number) => {
    const until = asked + count;
    for (; asked < until; asked++) {
      const device = devices[Math.floor(asked / PER_CONNECTION)];
      const body = { conversationId: STUB_CONVERSATION, clientId: crypto.randomUUID(), type: 'text', content: 'x' };
      device?.emit('message:send', body, (answer: Ack<unknown>) => answers.push(answer));
    }
    // Packets of a connection keep their order; an error is an answer too.
    await Promise.all(devices.map((device) => device.emitWithAck('typing:stop', null)));
  };
  const metric = async (name: string): Promise<number> => {
    const { text } = await server.call(null, 'GET', '/metrics');
    const line = text.split('\n').find((one) => one.startsWith(`natter_${name} `));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  letGo = () => {
    isHolding = false;
    for (const go of held.splice(0)) go();
  };
  return {
    clock,
    answers,
    connectAhead,
    send,
    metric,
    release: letGo,
  };
}

const tryToConnect = async (userId: string): Promise<ErrorBody | 'connected'> =>
  server.connect(userId).then(
    () => 'connected',
    (error: Error & { data?: ErrorBody }) => error.data ?? Promise.reject(error),
  );

describe('a server with more and more to do', () => {
  it('[LOAD-1] [LOAD-3] leaves out typing and presence, then reads and newcomers, then sends; what it took it commits; with calm all comes back', {
    timeout: 60_000,
  }, async () => {
    const { clock, answers, connectAhead, send, metric, release } = await setUp();
    const ann = await server.connect('ann');
    const bob = await server.connect('bob');
    const heard = listen(bob);
    await bob.emitWithAck('conversation:watch', { conversationIds: [STUB_CONVERSATION] });
    await bob.emitWithAck('presence:watch', { userIds: ['cat'] });
    await connectAhead();
    const type = () => ann.emitWithAck('typing:start', { conversationId: STUB_CONVERSATION });
    const stop = () => ann.emitWithAck('typing:stop', { conversationId: STUB_CONVERSATION });

    // Calm.
    const typed = heard.next('typing:start');
    expect(await type()).toMatchObject({ ok: true });
    expect(await typed).toMatchObject({ userId: 'ann' });
    await stop();
    await heard.drained();

    // Busy: hints are not told, everything else is as it was.
    await send(1_500);
    clock.advance(250);
    expect(await metric('pressure')).toBe(1);
    clock.advance(2_000);
    expect(await type()).toMatchObject({ ok: true, data: {} });
    expect(await heard.settled()).toEqual([]);
    expect(await tryToConnect('cat')).toBe('connected');
    expect((await server.call('ann', 'GET', '/api/messages/me')).status).toBe(200);
    expect(await metric('shed_total{what="typing"}')).toBe(1);
    expect(await metric('shed_total{what="presence"}')).toBe(1);

    // Overloaded: reads and newcomers are told when to come again, sends are taken.
    await send(3_500);
    clock.advance(250);
    expect(await metric('pressure')).toBe(2);
    const read = await server.call('ann', 'GET', '/api/messages/me');
    expect([read.status, Number(read.headers.get('retry-after')) >= 1]).toEqual([503, true]);
    expect(read.body).toMatchObject({ code: 'overloaded', retryAfter: expect.any(Number) });
    for (const command of ['sync', 'presence:watch', 'conversation:watch', 'message:read'] as const) {
      const answer = await ann.emitWithAck(command, {});
      expect(answer).toMatchObject({ ok: false, error: { code: 'overloaded', retryAfter: expect.any(Number) } });
    }
    expect(await tryToConnect('dan')).toMatchObject({ code: 'overloaded', retryAfter: expect.any(Number) });
    expect(await ann.emitWithAck('auth:refresh', { token: await server.tokenOf('ann') })).toMatchObject({ ok: true });
    expect((await server.call(null, 'GET', '/healthz')).status).toBe(200);
    expect(answers).toEqual([]);

    // Full: the committer refuses what it cannot hold, and nothing that it has taken.
    await send(5_500);
    clock.advance(250);
    expect(await metric('pressure')).toBe(3);
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused.length).toBe(answers.length);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused)
      expect(answer).toMatchObject({ ok: false, error: { code: 'overloaded', retryAfter: 2 } });
    expect(await metric('shed_total{what="send"}')).toBe(refused.length);

    // The database is back: every send that was not refused is acknowledged.
    release();
    await expect.poll(() => answers.length, { timeout: 20_000 }).toBe(10_500);
    expect(answers.filter((answer) => answer.ok).length).toBe(10_500 - refused.length);

    // Calm again, a level at a time, and what was left out is told.
    const levels: number[] = [];
    const told = heard.next('presence');
    for (let turn = 0; turn < 4; turn++) {
      levels.push(await metric('pressure'));
      clock.advance(2_250);
    }
    expect(levels).toEqual([3, 2, 1, 0]);
    expect(await told).toEqual({ userId: 'cat', status: 'online', lastSeenAt: null });
    expect(await tryToConnect('dan')).toBe('connected');
    expect((await server.call('ann', 'GET', '/api/messages/me')).status).toBe(200);
  });
});

describe('many at once', () => {
  it('[LOAD-5] who is told that the server goes is told another time than the others to come back', async () => {
    server = await startTestServer({ database: createStubDatabase() });
    const devices = await Promise.all(Array.from({ length: 20 }, () => server.connect('ann')));
    const told = devices.map((device) => listen(device).next('server:drain'));
    await server.stop();
    const times = (await Promise.all(told)).map((payload) => Number(payload['retryAfter']));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0.2);
    expect(Math.max(...times)).toBeLessThanOrEqual(1);
    expect(new Set(times).size).toBeGreaterThan(3);
  });

  it('a thousand who knock while the server cannot look are taken afterwards, and need not knock again', async () => {
    server = await startTestServer({ database: createStubDatabase() });
    const knock = `
      const { connect } = require('node:net');
      const giveUp = setTimeout(() => tell(), 2500);
      let there = 0;
      const tell = () => { process.stdout.write(String(there)); process.exit(0); };
      for (let n = 0; n < 1000; n++) connect(Number(process.argv[1]), '127.0.0.1', () => { if (++there === 1000) tell(); });`;
    // Nothing is accepted here while the other process runs.
    expect(execFileSync(process.execPath, ['-e', knock, new URL(server.url).port], { encoding: 'utf8' })).toBe('1000');
  });

  it('[LOAD-6] few syncs are read at once, and sends do not wait behind them', async () => {
    let underWay = 0;
    let most = 0;
    const held: (() => void)[] = [];
    let isHolding = true;
    const database = createStubDatabase();
    server = await startTestServer({
      database: {
        ...database,
        readSync: async (...given) => {
          most = Math.max(most, ++underWay);
          if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
          underWay--;
          return database.readSync(...given);
        },
      },
      env: NO_LIMITS,
    });
    letGo = () => {
      isHolding = false;
      for (const go of held.splice(0)) go();
    };
    const ann = await server.connect('ann');
    const syncs = Array.from({ length: 100 }, () => ann.emitWithAck('sync', {}));
    await expect.poll(() => held.length).toBe(32);
    const body = { conversationId: STUB_CONVERSATION, clientId: crypto.randomUUID(), type: 'text', content: 'x' };
    expect(await ann.emitWithAck('message:send', body)).toMatchObject({ ok: true });
    expect([most, underWay]).toEqual([32, 32]);
    letGo();
    for (const answer of await Promise.all(syncs)) expect(answer).toMatchObject({ ok: true });
    expect(most).toBe(32);
  });
});
