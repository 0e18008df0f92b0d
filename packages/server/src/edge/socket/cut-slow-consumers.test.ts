import { createStubDatabase, createTestClock, STUB_CONVERSATION, startTestServer } from '@natter/testkit';
import { describe, expect, it, vi } from 'vitest';
import { bufferedBytes } from './cut-slow-consumers.ts';

describe('a slow consumer', () => {
  it('is measured by what waits for its transport and for the network', () => {
    const conn = {
      writeBuffer: [{ data: 'four' }, { data: Buffer.alloc(6) }, {}],
      transport: { socket: { bufferedAmount: 10 } },
    };
    expect(bufferedBytes({ conn } as unknown as Parameters<typeof bufferedBytes>[0])).toBe(20);
    const polling = { writeBuffer: [], transport: {} };
    expect(bufferedBytes({ conn: polling } as unknown as Parameters<typeof bufferedBytes>[0])).toBe(0);
  });

  it.each([
    ['at the next look', 1_000],
    ['[LOAD-7] between two looks, by what was sent', 0],
  ])(
    '[SOCK-7] is cut when more than a mebibyte waits, and nobody else is: %s',
    async (_when, passes) => {
      const clock = createTestClock(Date.now());
      const env = { NATTER_LIMIT_SENDS_PER_MINUTE: '0', NATTER_LIMIT_READS_PER_MINUTE: '0' };
      const server = await startTestServer({ database: createStubDatabase(), clock, env });
      try {
        const [writer, stuck] = [await server.connect('ann'), await server.connect('bob')];
        // Stops reading, so that the operating system's buffers fill and then ours.
        const transport: unknown = Reflect.get(stuck.io.engine, 'transport');
        const webSocket = Reflect.get(transport as object, 'ws') as { pause(): void };
        webSocket.pause();
        const metrics = async () => (await server.call(null, 'GET', '/metrics')).text;
        const content = '🐕'.repeat(10_000);
        await vi.waitFor(
          async () => {
            const sends = Array.from({ length: 50 }, () =>
              writer.emitWithAck('message:send', {
                conversationId: STUB_CONVERSATION,
                clientId: crypto.randomUUID(),
                content,
              }),
            );
            await Promise.all(sends);
            clock.advance(passes);
            expect(await metrics()).toContain('natter_disconnects_total{reason="slow"} 1');
          },
          { timeout: 15_000, interval: 1 },
        );
        expect(writer.connected).toBe(true);
      } finally {
        await server.close();
      }
    },
    30_000,
  );
});
