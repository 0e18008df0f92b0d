/** A throw-away PostgreSQL with the schema in it, in a process of its own: it outlives a server that is killed. */
import { randomUUID } from 'node:crypto';
import { migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';

/** An order for a long conversation: this many messages, by the two in turn, three of one and two of the other. */
export interface FillOrder {
  readonly conversationId: string;
  readonly people: readonly [string, string];
  readonly count: number;
}

/** Sends that one statement of the product takes. */
const BATCH = 250;

const postgres = await startEmbeddedPostgres({ ephemeral: true });
let isStopping = false;
const stop = () => {
  if (isStopping) return;
  isStopping = true;
  void postgres.stop().finally(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
process.once('disconnect', stop);

const { appUrl } = await migrate({
  adminUrl: postgres.adminUrl,
  deployment: { tenantId: 'journeys', edition: 'social' },
});

async function fill({ conversationId, people, count }: FillOrder): Promise<void> {
  const database = openDatabase({ url: appUrl, log: silentLog, allowUnsafeDurability: true });
  for (let from = 1; from <= count; from += BATCH) {
    const length = Math.min(BATCH, count - from + 1);
    await database.sendMessages(
      Array.from({ length }, (_, index) => {
        const number = from + index;
        return {
          conversationId,
          senderId: number % 5 < 3 ? people[0] : people[1],
          clientId: randomUUID(),
          id: randomUUID(),
          type: 'text' as const,
          // Of different heights: an estimate of a row's height must not be what keeps the place.
          content: `Message ${number}${' and a few words more'.repeat((number * 7) % 11)}`,
          mentions: [],
          replyToId: null,
        };
      }),
    );
  }
  await database.close();
  process.send?.({ filled: conversationId });
}

process.on('message', (order: { fill: FillOrder }) => {
  void fill(order.fill);
});
process.send?.({ appUrl });
