import { randomUUID } from 'node:crypto';
import { type MessagingDatabase, migrate, openDatabase } from '@natter/server/database';
import { silentLog, withClient } from '@natter/testkit';
import { type BareDatabase, createBareDatabase } from '@natter/testkit/sql';
import type pg from 'pg';

/** A database as an operator has it: migrated by its administrator, with people who have talked. */
export interface SmallStore {
  readonly bare: BareDatabase;
  readonly adminUrl: string;
  /** The server's login. */
  readonly appUrl: string;
  /** What `natter` is told of it. */
  readonly env: Readonly<Record<string, string>>;
  /** As the server would work on it. */
  open(): MessagingDatabase;
  drop(): Promise<void>;
}

const DEPLOYMENT = { tenantId: 'test', edition: 'social' } as const;

/** An empty database in this cluster, not migrated. */
export async function makeEmptyStore(
  superuserUrl: string,
  administrator: 'superuser' | 'createrole' = 'superuser',
): Promise<Omit<SmallStore, 'appUrl' | 'open'>> {
  const bare = await createBareDatabase(superuserUrl, { administrator });
  const env = { DATABASE_URL: bare.adminUrl, NATTER_STORE_ID: DEPLOYMENT.tenantId };
  return { bare, adminUrl: bare.adminUrl, env, drop: () => bare.drop() };
}

/** A migrated one without people. */
export async function makeFreshStore(
  superuserUrl: string,
  administrator?: 'superuser' | 'createrole',
): Promise<SmallStore> {
  const empty = await makeEmptyStore(superuserUrl, administrator);
  const { appUrl } = await migrate({ adminUrl: empty.adminUrl, deployment: DEPLOYMENT });
  return {
    ...empty,
    appUrl,
    open: () => openDatabase({ url: appUrl, log: silentLog, allowUnsafeDurability: true }),
  };
}

/** Awkward on purpose: what COPY has to escape, more than one byte a character, emptiness. */
const TEXTS = ['hello', 'tab\there', 'line\nfeed \\N \\.', 'grüße 👩‍👩‍👧 مرحبا', "quote ' and \\", '\r\n', '{"a":"b"}'];

/** Twelve people and six conversations with messages of all kinds, marks, settings and a draft. */
export async function fillStore(store: Pick<SmallStore, 'open'>, messages = 40): Promise<readonly string[]> {
  const database = store.open();
  try {
    const people = Array.from({ length: 12 }, (_, n) => `p${n}`);
    await database.upsertUsers(
      people.map((id, n) => ({
        id,
        displayName: `Person ${n}\t\\`,
        avatarUrl: n % 2 === 0 ? null : `/faces/${n}.svg`,
        attributes: { club: `c${n}`, note: 'a\nb' },
      })),
    );
    const conversations: string[] = [];
    for (let n = 0; n < 6; n += 1) conversations.push(await talk(database, { pair: [`p${n}`, `p${n + 6}`], messages }));
    await database.putSettings('p1', { readReceipts: false });
    const first = conversations[0] ?? '';
    await database.advanceMarks([{ userId: 'p6', conversationId: first, kind: 'read', seq: 3 }]);
    await database.patchMemberState('p0', first, { isPinned: true, draft: { content: 'half a\tthought' } });
    return conversations;
  } finally {
    await database.close();
  }
}

async function talk(
  database: MessagingDatabase,
  { pair: [one, other], messages }: { pair: readonly [string, string]; messages: number },
): Promise<string> {
  const started = await database.startDirect({
    userId: one,
    otherId: other,
    id: randomUUID(),
    newPerDay: 0,
  });
  if (!('id' in started)) throw new Error(`not started: ${started.outcome}`);
  for (let n = 0; n < messages; n += 1) {
    await sendText(database, {
      conversationId: started.id,
      senderId: n % 3 === 0 ? other : one,
      content: `${TEXTS[n % TEXTS.length]} ${n}`,
    });
  }
  return started.id;
}

/** As the server makes them: the time leads (UUIDv7), and figures of the last day are found by it. */
function messageId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** One message as the server commits it. Errors: it was not sent. */
export async function sendText(
  database: MessagingDatabase,
  { conversationId, senderId, content }: { conversationId: string; senderId: string; content: string },
): Promise<void> {
  const [verdict] = await database.sendMessages([
    {
      conversationId,
      senderId,
      content,
      clientId: randomUUID(),
      id: messageId(),
      type: 'text',
      mentions: [],
      replyToId: null,
    },
  ]);
  if (verdict?.verdict !== 'sent') throw new Error(`not sent: ${verdict?.verdict}`);
}

/** Every row of every table, as text by table; transaction numbers and what a restore changes on purpose are left out. */
/** Tables that no backup holds: a restored store has nobody who serves it yet. */
export const MOMENTARY = ['commits', 'moments', 'nodes', 'presences'];

export async function readAll(superuserUrl: string): Promise<Readonly<Record<string, readonly string[]>>> {
  return await withClient(superuserUrl, async (client) => {
    const { rows: tables } = await client.query<{ name: string; columns: string }>(
      `SELECT c.relname::text AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
       WHERE n.nspname = 'natter' AND c.relkind = 'r' AND NOT a.attisdropped AND a.atttypid <> 'xid8'::regtype
         AND a.attname NOT IN ('restore_count', 'applied_at') AND c.relname <> ALL ('{backups,${MOMENTARY.join(',')}}')
         AND (c.relname, a.attname) <> ('policy', 'updated_at')
       GROUP BY c.relname ORDER BY c.relname`,
    );
    const all: [string, readonly string[]][] = [];
    for (const { name, columns } of tables)
      all.push([name, await readRows(client, `SELECT ${columns} FROM natter.${name}`)]);
    return Object.fromEntries(all);
  });
}

async function readRows(client: pg.Client, query: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ row: string }>(`SELECT one::text AS row FROM (${query}) one ORDER BY 1`);
  return rows.map(({ row }) => row);
}
