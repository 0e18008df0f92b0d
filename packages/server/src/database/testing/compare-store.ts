import { deepStrictEqual } from 'node:assert';
import type { MessageRow } from '../../ports/database.ts';
import type { OracleMessage } from './retention-oracle.ts';
import type { SimulatedStore } from './simulated-store.ts';

const keyOf = ({ conversationId, seq }: OracleMessage): string => `${conversationId} ${seq}`;

/** What these members read now, as the server's login and through the functions it calls, held against the oracle. */
export async function compareReading(
  store: SimulatedStore,
  readers: readonly string[],
  messages: readonly OracleMessage[],
): Promise<void> {
  for (const userId of readers) {
    const mine = store.conversations.filter((id) => store.oracle.membersOf(id).includes(userId));
    const inbox = await store.db.readInbox(userId, { filter: 'all', q: null, after: null, limit: 100 });
    const newest = await store.db.readNewestMessages(userId, mine, 3);
    let total = 0;
    let isCertain = true;
    for (const conversationId of mine) {
      const all = messages.filter((one) => one.conversationId === conversationId);
      const unsure = new Set(all.filter((one) => store.oracle.sees(userId, one, store.now) === 'unknown'));
      const seen = all.filter((one) => !unsure.has(one) && store.oracle.sees(userId, one, store.now));
      const history = await store.db.readHistory(userId, conversationId, {
        before: null,
        after: null,
        around: null,
        limit: 5_000,
      });
      const unsureIds = new Set([...unsure].map(({ id }) => id));
      const read = (history?.items ?? []).filter(({ id }) => !unsureIds.has(id));
      deepStrictEqual(read.map(describeRow), seen.map(describeExpected), `history of ${userId}`);
      compareQuotes(store, { userId, read, all });
      const row = inbox.find(({ id }) => id === conversationId);
      const unread = seen.filter((one) => store.oracle.isUnread(userId, one)).length;
      total += Math.min(unread, 100);
      if (unsure.size > 0) {
        isCertain = false;
        continue;
      }
      deepStrictEqual(row?.lastMessage?.id, seen.at(-1)?.id, `last message for ${userId}`);
      deepStrictEqual(row?.unreadCount ?? 0, Math.min(unread, 100), `unread of ${userId}`);
      const latest = newest.filter((one) => one.conversationId === conversationId);
      deepStrictEqual(latest.map(describeRow), seen.slice(-3).map(describeExpected), `newest of ${userId}`);
    }
    if (isCertain) {
      deepStrictEqual((await store.db.readUnreadTotals(userId)).messages, total, `total unread of ${userId}`);
      await compareSync(store, userId, inbox);
    }
  }
}

const describeRow = ({ id, content, deletedAt }: MessageRow) => `${id} ${deletedAt === null ? content : 'deleted'}`;
const describeExpected = ({ id, content, deletedAt }: OracleMessage) =>
  `${id} ${deletedAt === null ? content : 'deleted'}`;

/** A quote shows what its reader may see of the quoted message, and nothing once that is over. */
function compareQuotes(
  store: SimulatedStore,
  { userId, read, all }: { userId: string; read: readonly MessageRow[]; all: readonly OracleMessage[] },
): void {
  const byId = new Map(all.map((one) => [one.id, one]));
  for (const { id, replyTo } of read) {
    const quoted = byId.get(id)?.replyTo ?? null;
    if (quoted === null) continue;
    const sees = store.oracle.sees(userId, quoted, store.now);
    if (sees === 'unknown') continue;
    const expected = sees && quoted.deletedAt === null ? quoted.content : null;
    deepStrictEqual(replyTo?.preview ?? null, expected, `a quote for ${userId}`);
  }
}

/** A first load says the same as the inbox. */
async function compareSync(
  store: SimulatedStore,
  userId: string,
  inbox: readonly { id: string; lastMessage: MessageRow | null; unreadCount: number }[],
): Promise<void> {
  const page = await store.db.readSync(userId, { horizon: null, after: null, limit: 100 });
  const inSync = new Map(page.conversations.map((row) => [row.id, row]));
  for (const row of inbox) {
    const synced = inSync.get(row.id);
    deepStrictEqual(
      [synced?.lastMessage?.id, synced?.unreadCount],
      [row.lastMessage?.id, row.unreadCount],
      `sync of ${userId}`,
    );
  }
}

/** What the tables hold, held against what must be gone and what must be there. Answers the messages that are gone for good. */
export async function compareTables(
  store: SimulatedStore,
  messages: readonly OracleMessage[],
): Promise<ReadonlySet<OracleMessage>> {
  const tables = await store.readTables();
  const gone = new Set<OracleMessage>();
  const wrong: string[] = [];
  for (const message of messages) {
    const isThere = tables.messages.has(keyOf(message));
    const expected = store.oracle.storedAt(message, store.now);
    if (isThere ? expected === 'gone' : expected === 'there') wrong.push(describeFault(store, message, isThere));
    if (!isThere) gone.add(message);
    else if (message.deletedAt === null) {
      const hasContent = tables.contents.has(keyOf(message));
      const content = store.oracle.contentAt(message, store.now);
      if (hasContent ? content === 'gone' : content === 'there')
        wrong.push(`${keyOf(message)} ${hasContent ? 'has its content still' : 'has lost its content'}`);
    }
    const hasEvidence = tables.evidence.has(keyOf(message));
    const owed = store.oracle.evidenceAt(message, store.now);
    if (hasEvidence ? owed === 'gone' : owed === 'there')
      wrong.push(`content deleted by its author: ${keyOf(message)}`);
  }
  deepStrictEqual(wrong, [], 'tables');
  const known = new Set(messages.map(keyOf));
  deepStrictEqual(
    [...tables.messages].filter((key) => !known.has(key)),
    [],
    'messages that came back',
  );
  return gone;
}

function describeFault(store: SimulatedStore, message: OracleMessage, isThere: boolean): string {
  const at = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : 'never');
  return `${keyOf(message)} of ${message.senderId}, sent ${at(message.sentAt)}, expires ${at(store.oracle.expiryOf(message))}, ${
    isThere ? 'is still there' : 'was taken'
  } at ${at(store.now)}`;
}
