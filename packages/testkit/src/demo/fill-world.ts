import type { PollInfo } from '@natter/protocol';
import { quoteIdentifier } from '@natter/server/database';
import pg from 'pg';
import type { World } from './world.ts';

export interface FillOptions {
  /** A login that may act as the owner of the messaging tables. */
  readonly adminUrl: string;
  /** Made only when it is needed: a full database costs nothing. */
  readonly world: () => World;
}

/**
 * Puts a world into an empty database, in one transaction; a database with people in it is left as it is. Every row is as
 * the product itself would have written it: `seq` and `change_seq` without gaps, keys, marks, hashes of bodies.
 *
 * Answers whether it was filled. Errors: those of the database; then nothing was written.
 */
export async function fillWorld({ adminUrl, world }: FillOptions): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'natter demo' });
  await client.connect();
  try {
    await client.query('BEGIN');
    await becomeOwner(client);
    // Two starters at once: the second one waits here and then finds people.
    await client.query('LOCK TABLE natter.users IN SHARE ROW EXCLUSIVE MODE');
    const { rows } = await client.query<{ full: boolean }>('SELECT EXISTS (SELECT 1 FROM natter.users) AS full');
    if (rows[0]?.full !== false) {
      await client.query('ROLLBACK');
      return false;
    }
    for (const [statement, table] of statementsFor(world())) await client.query(statement, [JSON.stringify(table)]);
    await client.query('COMMIT');
    // Without figures, the first plans would be those for empty tables.
    await client.query(
      'ANALYZE natter.users, natter.conversations, natter.conversation_participants, natter.member_state, natter.direct_messages',
    );
    return true;
  } finally {
    await client.end();
  }
}

async function becomeOwner(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ owner: string }>(
    "SELECT r.rolname AS owner FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'natter'",
  );
  const owner = rows[0]?.owner;
  if (owner === undefined) throw new Error('This database has no schema of Natter: migrate it first.');
  await client.query(`SET LOCAL ROLE ${quoteIdentifier(owner)}`);
}

const at = (column: string) => `to_timestamp(${column} / 1000.0)`;

const PEOPLE = `
  INSERT INTO natter.users (tenant_id, id, display_name, avatar_url, tier, roles, locale, time_zone, attributes, created_at,
    last_seen_at, updated_at)
  SELECT natter.current_tenant(), r.id, r."displayName", r."avatarUrl", r.tier, ARRAY(SELECT jsonb_array_elements_text(r.roles)),
    r.locale, r."timeZone", jsonb_build_object('demo', true, 'about', r.about), ${at('r."createdAtMs"')},
    ${at('r."lastSeenAtMs"')}, natter.now()
  FROM jsonb_to_recordset($1::jsonb) r(id text, "displayName" text, "avatarUrl" text, tier text, roles jsonb, locale text,
    "timeZone" text, about text, "createdAtMs" float8, "lastSeenAtMs" float8)
  ORDER BY r.id`;

// Who belongs to the store follows from these by the database's own triggers.
const MEMBERSHIPS = `
  INSERT INTO natter.club_memberships (tenant_id, user_id, club_id, store_id, created_at)
  SELECT natter.current_tenant(), r.id, c.club, natter.current_tenant(), ${at('r."createdAtMs"')}
  FROM jsonb_to_recordset($1::jsonb) r(id text, clubs jsonb, "createdAtMs" float8)
  CROSS JOIN LATERAL jsonb_array_elements_text(r.clubs) c(club)
  ORDER BY r.id, c.club`;

const CONVERSATIONS = `
  INSERT INTO natter.conversations (tenant_id, id, type, name, client_id, direct_key, created_by, last_seq, change_seq, created_at, updated_at)
  SELECT natter.current_tenant(), r.id, CASE WHEN r.name IS NULL THEN 'direct' ELSE 'group' END, r.name, r."clientId",
    CASE WHEN r.name IS NULL THEN least(r.one COLLATE "C", r.other COLLATE "C") || ' ' ||
    greatest(r.one COLLATE "C", r.other COLLATE "C") END, r.one, r."lastSeq", r."changeSeq", ${at('r."createdAtMs"')}, ${at('r."updatedAtMs"')}
  FROM jsonb_to_recordset($1::jsonb) r(id uuid, name text, "clientId" uuid, one text, other text, "lastSeq" bigint, "changeSeq" bigint, "createdAtMs" float8, "updatedAtMs" float8)
  ORDER BY r.id`;

const MEMBER_ROWS = `
  jsonb_to_recordset($1::jsonb) r("conversationId" uuid, "userId" text, role text, "joinedAtMs" float8, "updatedAtMs" float8,
    "deliveredSeq" bigint, "readSeq" bigint, "lastReadAtMs" float8, "isPinned" boolean, "isArchived" boolean,
    "mutedUntilMs" float8, "markedUnread" boolean, draft text)
  ORDER BY r."conversationId", r."userId"`;

const PARTICIPANTS = `
  INSERT INTO natter.conversation_participants (tenant_id, conversation_id, user_id, role, joined_at, delivered_seq, read_seq, last_read_at)
  SELECT natter.current_tenant(), r."conversationId", r."userId", r.role, ${at('r."joinedAtMs"')}, r."deliveredSeq", r."readSeq", ${at('r."lastReadAtMs"')}
  FROM ${MEMBER_ROWS}`;

const MEMBER_STATE = `
  INSERT INTO natter.member_state (tenant_id, user_id, conversation_id, delivered_seq, read_seq, is_pinned, is_archived,
    muted_until, marked_unread, draft, draft_at)
  SELECT natter.current_tenant(), r."userId", r."conversationId", r."deliveredSeq", r."readSeq", r."isPinned", r."isArchived",
    ${at('r."mutedUntilMs"')}, r."markedUnread", r.draft, CASE WHEN r.draft IS NOT NULL THEN ${at('r."updatedAtMs"')} END
  FROM ${MEMBER_ROWS}`;

// The newest advance of each member: older ones are not kept for long anyway.
const ADVANCES = `
  INSERT INTO natter.mark_advances (tenant_id, conversation_id, user_id, kind, seq, at)
  SELECT natter.current_tenant(), r."conversationId", r."userId", k.kind, k.seq, ${at('r."lastReadAtMs"')}
  FROM ${MEMBER_ROWS.replace(
    'ORDER BY',
    `CROSS JOIN LATERAL (VALUES ('delivered', r."deliveredSeq"), ('read', r."readSeq")) k(kind, seq)
  WHERE k.seq > 0 AND r."lastReadAtMs" IS NOT NULL ORDER BY`,
  )}`;

// The hash is that of natter.send_messages, so that a repeat of such a send is recognised. The expiry is what the rules of the
// deployment make of the sender's tier and of when it was sent, also where that is over already.
const MESSAGES = `
  INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, mentions, metadata,
    reply_to_seq, reply_to_id, reply_to_sender, body_hash, change_seq, version, reactions, sent_at, retention_expires_at)
  SELECT d.tenant_id, r.c, r.n, r.id, r.s, r.k, r.y, coalesce(r.o, r.t), r.m::jsonb, r.p, r.rn, r.ri, r.rs,
    CASE WHEN r.y <> 'system' THEN sha256(d.body_key || convert_to(concat_ws(chr(31), r.y, r.ri::text, r.m, coalesce(r.o, r.t), r.q), 'UTF8')) END, r.h,
    CASE WHEN r.o IS NULL THEN 1 ELSE 2 END,
    (SELECT jsonb_agg(jsonb_build_object('emoji', e.emoji, 'count', e.count) ORDER BY e.first)
      FROM (SELECT x.value->>'emoji' AS emoji, count(*), min(x.ordinality) AS first FROM jsonb_array_elements(r.e) WITH ORDINALITY x GROUP BY 1) e),
    ${at('r.a')}, natter.expiry_of(r.c, coalesce(r.s, r.p->>'userId'), ${at('r.a')})
  FROM jsonb_to_recordset($1::jsonb) r(c uuid, n bigint, id uuid, s text, k uuid, y text, t text, m text, p jsonb, q text, rn bigint, ri uuid,
    rs text, a float8, h bigint, o text, e jsonb)
  CROSS JOIN natter.deployment d
  ORDER BY r.c, r.n`;

const BECAME =
  'jsonb_to_recordset($1::jsonb) r(c uuid, n bigint, a float8, o text, t text, e jsonb, x jsonb, v jsonb) CROSS JOIN natter.deployment d';

const EDITS = `
  INSERT INTO natter.message_edits (tenant_id, conversation_id, seq, version, content, at)
  SELECT d.tenant_id, r.c, r.n, 2, r.t, ${at('r.a')} + interval '40 seconds' FROM ${BECAME} WHERE r.o IS NOT NULL`;

const REACTIONS = `
  INSERT INTO natter.message_reactions (tenant_id, conversation_id, seq, user_id, emoji, reacted_at)
  SELECT d.tenant_id, r.c, r.n, x.value->>'userId', x.value->>'emoji', ${at('r.a')} + x.ordinality * interval '20 seconds'
  FROM ${BECAME} CROSS JOIN LATERAL jsonb_array_elements(r.e) WITH ORDINALITY x`;

const STARS = `
  INSERT INTO natter.starred_messages (tenant_id, user_id, conversation_id, seq, starred_at)
  SELECT d.tenant_id, x.value, r.c, r.n, ${at('r.a')} + interval '1 minute' FROM ${BECAME} CROSS JOIN LATERAL jsonb_array_elements_text(r.x) x`;

const VOTES = `
  INSERT INTO natter.poll_votes (tenant_id, conversation_id, seq, user_id, option_id, voted_at, is_anonymous)
  SELECT d.tenant_id, r.c, r.n, x.value->>'userId', o.value::int, ${at('r.a')} + x.ordinality * interval '30 seconds',
    (SELECT (m.metadata->'poll'->>'anonymous')::boolean FROM natter.direct_messages m WHERE m.conversation_id = r.c AND m.seq = r.n)
  FROM ${BECAME} CROSS JOIN LATERAL jsonb_array_elements(r.v) WITH ORDINALITY x
  CROSS JOIN LATERAL jsonb_array_elements_text(x.value->'optionIds') o`;

/** A poll as it was sent: nobody had voted. */
function asAsked(poll: PollInfo): PollInfo {
  return { ...poll, options: poll.options.map((option) => ({ ...option, votes: 0 })), voters: 0 };
}

/** Statements in the order in which the keys allow them, each with its rows. */
function statementsFor({
  people,
  conversations,
}: World): readonly (readonly [statement: string, rows: readonly object[]])[] {
  const members = conversations.flatMap(
    ({ id: conversationId, createdBy, group, createdAtMs: joinedAtMs, updatedAtMs, members: all }) =>
      all.map((member) => {
        const role = group !== null && member.userId === createdBy ? 'admin' : 'member';
        return { ...member, role, conversationId, joinedAtMs, updatedAtMs };
      }),
  );
  const heads = conversations.map(
    ({ id, createdBy, group, createdAtMs, updatedAtMs, changeSeq, members: all, messages }) => {
      const other = all.find(({ userId }) => userId !== createdBy)?.userId;
      return { id, ...group, one: createdBy, other, lastSeq: messages.length, changeSeq, createdAtMs, updatedAtMs };
    },
  );
  // Short names: this is megabytes.
  const messages = conversations.flatMap(({ id: c, messages: all }) =>
    all.map((message) => {
      const {
        seq: n,
        id,
        senderId: s,
        clientId: k,
        content: t,
        mentions,
        replyTo,
        sentAtMs: a,
        changeSeq: h,
        poll,
        line,
      } = message;
      return {
        ...{ c, n, id, s, k, t, a, h, y: line !== null ? 'system' : poll === null ? 'text' : 'poll' },
        ...(line !== null && { p: line }),
        ...(mentions.length > 0 && { m: JSON.stringify(mentions) }),
        ...(replyTo !== null && { rn: replyTo.seq, ri: replyTo.id, rs: replyTo.senderId }),
        ...(poll !== null && { p: { poll }, q: JSON.stringify({ poll: asAsked(poll) }) }),
        ...(message.firstContent !== null && { o: message.firstContent }),
        ...(message.reactions.length > 0 && { e: message.reactions }),
        ...(message.starredBy.length > 0 && { x: message.starredBy }),
        ...(message.votes.length > 0 && { v: message.votes }),
      };
    }),
  );
  // The few of which something became.
  const became = messages.filter((row) => 'o' in row || 'e' in row || 'x' in row || 'v' in row);
  return [
    [PEOPLE, people],
    [MEMBERSHIPS, people],
    [CONVERSATIONS, heads],
    [PARTICIPANTS, members],
    [MEMBER_STATE, members],
    [ADVANCES, members],
    [MESSAGES, messages],
    [EDITS, became],
    [REACTIONS, became],
    [STARS, became],
    [VOTES, became],
  ];
}
