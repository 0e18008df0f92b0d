import type { SyncAnswer } from '@natter/protocol';
import { connectRawDevice, createTestDatabase, type TestDatabase } from '@natter/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startBystanders } from './testing/bystanders.ts';
import { type ChildServer, startChildServer } from './testing/child-server.ts';

const MIB = 1024 * 1024;
/** Texts of ten thousand dogs: forty kilobytes each. */
const TEXT = '🐕'.repeat(10_000);
const MESSAGES = Math.ceil((5 * MIB) / Buffer.byteLength(TEXT));
/** Devices of one person that do not read. */
const STUCK = 15;

let world: TestDatabase;
let server: ChildServer;

beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
  server = await startChildServer(inject('programs').server, world.appUrl, {
    NATTER_LIMIT_SENDS_PER_MINUTE: '100000',
    NATTER_LIMIT_SENDS_BURST: '100000',
    NATTER_MAX_MESSAGE_LENGTH: '10000',
  });
});
afterAll(async () => {
  await server.close();
  await world.drop();
});

const disconnects = async (): Promise<number> => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^natter_disconnects_total\{reason="slow"\} (\d+)$/m.exec(text)?.[1] ?? 0);
};

describe('readers that do not read', () => {
  it('[LOAD-7] are cut in the middle of five megabytes, what waits for them is bounded, and sync brings all of it', {
    timeout: 180_000,
  }, async () => {
    const bystanders = await startBystanders(server, ['ann', 'bob']);
    await bystanders.more(3);
    const token = await server.tokenOf('bob');
    const stuck = await Promise.all(Array.from({ length: STUCK }, () => connectRawDevice({ url: server.url, token })));
    const before = await server.memory();
    for (const { socket } of stuck) socket.pause();
    const writer = await connectRawDevice({ url: server.url, token: await server.tokenOf('ann') });
    const send = (content: string) =>
      writer.ask('message:send', {
        conversationId: bystanders.conversationId,
        clientId: crypto.randomUUID(),
        type: 'text',
        content,
      });
    let worst = 0;
    for (let sent = 0; sent < MESSAGES; sent += 10) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => send(TEXT)));
      for (const answer of answers) expect(answer).toMatchObject({ ok: true });
      const { heapUsed, external } = await server.memory();
      worst = Math.max(worst, heapUsed + external - before.heapUsed - before.external);
    }
    // Kernels take a few megabytes for each reader before anything waits in the process: the same again until all are cut.
    for (let more = 0; more < 30 && (await disconnects()) < STUCK; more++) {
      await Promise.all(Array.from({ length: 10 }, () => send(TEXT)));
    }
    expect(await disconnects()).toBe(STUCK);
    expect(worst / MIB).toBeLessThan(STUCK * 2);

    // Who reads has been told of everything, and of the others' trouble noticed nothing.
    const noticed = await bystanders.end();
    expect(noticed.refused).toEqual([]);
    expect(noticed.heard).toBeGreaterThan(MESSAGES);

    // Back again, and by sync as much is there as there is.
    const back = await connectRawDevice({ url: server.url, token });
    const { data } = (await back.ask('sync', {})) as { data: SyncAnswer };
    const [synced] = data.conversations;
    expect(synced?.conversation.lastSeq).toBe(noticed.heard);
    const found = new Set<number>();
    for (let after = 0; after < noticed.heard; after += 100) {
      const path = `/api/messages/conversations/${bystanders.conversationId}/messages?after=${after}&limit=100`;
      const response = await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } });
      for (const { seq } of ((await response.json()) as { items: { seq: number }[] }).items) found.add(seq);
    }
    expect(found.size).toBe(noticed.heard);
    for (const { socket } of [...stuck, writer, back]) socket.destroy();
  });
});
