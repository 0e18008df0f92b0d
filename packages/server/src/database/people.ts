import type { UserId } from '@natter/protocol';
import type { MeRow, MessagingDatabase } from '../ports/database.ts';
import { gather } from './gather.ts';
import { only, type Runner, type Statement } from './query.ts';

const ENSURE: Statement = {
  name: 'ensure_person',
  text: `SELECT q.ord, e.* FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY q(id, name, store, ord)
    CROSS JOIN LATERAL natter.ensure_person(q.id, q.name, q.store) e`,
};
const ME: Statement = { name: 'read_me', text: 'SELECT * FROM natter.read_me($1)' };
const SETTINGS: Statement = { name: 'put_settings', text: 'SELECT * FROM natter.put_settings($1, $2)' };
const UPSERT: Statement = { name: 'upsert_users', text: 'SELECT * FROM natter.upsert_users($1)' };
const MEMBERSHIPS: Statement = { name: 'put_memberships', text: 'SELECT * FROM natter.put_memberships($1, $2)' };
const PEOPLE: Statement = { name: 'read_people', text: 'SELECT * FROM natter.read_people($1, $2, $3, $4, $5)' };
const PRESENCE: Statement = { name: 'read_presence', text: 'SELECT * FROM natter.read_presence($1, $2)' };
const SEEN: Statement = { name: 'touch_last_seen', text: 'SELECT natter.touch_last_seen($1, $2)' };

interface SettingsRecord {
  read_receipts: boolean;
  typing_indicators: boolean;
  presence: boolean;
}
interface MeRecord extends SettingsRecord {
  user_id: UserId;
  display_name: string;
  avatar_url: string | null;
  tier: string;
  roles: string[];
  office: 'manager' | 'owner' | null;
  is_member: boolean;
  can_start: boolean;
  can_moderate: boolean;
  suspended_until: Date | null;
}

function toSettings(record: SettingsRecord): MeRow['settings'] {
  return {
    readReceipts: record.read_receipts,
    typingIndicators: record.typing_indicators,
    presence: record.presence,
  };
}

function toMe(record: MeRecord): MeRow {
  return {
    userId: record.user_id,
    displayName: record.display_name,
    avatarUrl: record.avatar_url,
    tier: record.tier,
    roles: record.roles,
    office: record.office,
    isMember: record.is_member,
    canStart: record.can_start,
    canModerate: record.can_moderate,
    suspendedUntil: record.suspended_until,
    settings: toSettings(record),
  };
}

type PeopleCalls = Pick<
  MessagingDatabase,
  | 'ensurePerson'
  | 'readMe'
  | 'putSettings'
  | 'upsertUsers'
  | 'putMemberships'
  | 'readPeople'
  | 'readPresence'
  | 'touchLastSeen'
>;

interface Arriving {
  readonly userId: UserId;
  readonly displayName: string | null;
  readonly storeId: string | null;
}

/** Those who arrive together, in one statement; null for the token of another store. */
function gatherArriving(run: Runner): (one: Arriving) => Promise<MeRow | null> {
  return gather({
    ask: async (arriving: readonly Arriving[]) => {
      // In the order of their ids, or two nodes that see the same people for the first time could wait for each other.
      const sorted = [...arriving].sort((one, other) => (one.userId < other.userId ? -1 : 1));
      const rows = await run<MeRecord & { ord: number }>(ENSURE, [
        sorted.map(({ userId }) => userId),
        sorted.map(({ displayName }) => displayName),
        sorted.map(({ storeId }) => storeId),
      ]);
      const found = new Map(rows.map((row) => [sorted[row.ord - 1], toMe(row)]));
      return arriving.map((one) => found.get(one) ?? null);
    },
  });
}

export function peopleCalls(run: Runner): PeopleCalls {
  const arrive = gatherArriving(run);
  return {
    ensurePerson: (userId, displayName, storeId = null) => arrive({ userId, displayName, storeId }),
    readMe: async (userId) => {
      const [record] = await run<MeRecord>(ME, [userId]);
      return record === undefined ? null : toMe(record);
    },
    putSettings: async (userId, patch) =>
      toSettings(only(await run<SettingsRecord>(SETTINGS, [userId, JSON.stringify(patch)]), SETTINGS)),
    upsertUsers: async (users) => {
      const rows = await run<{ upserted: number; affected: UserId[]; unknown_tiers: string[] }>(UPSERT, [
        JSON.stringify(users),
      ]);
      const { upserted, affected, unknown_tiers: unknownTiers } = only(rows, UPSERT);
      return { upserted, affectedUserIds: affected, unknownTiers };
    },
    putMemberships: async ({ put, remove }) => {
      const rows = await run<{ upserted: number; removed: number; unknown_people: UserId[]; affected: UserId[] }>(
        MEMBERSHIPS,
        [JSON.stringify(put), JSON.stringify(remove)],
      );
      const { upserted, removed, unknown_people, affected } = only(rows, MEMBERSHIPS);
      return { upserted, removed, unknownPeople: unknown_people, affectedUserIds: affected };
    },
    readPeople: async (userId, { q, after, limit }) => {
      const rows = await run<{
        user_id: UserId;
        display_name: string;
        avatar_url: string | null;
        sort_name: string;
        office: MeRecord['office'];
      }>(PEOPLE, [userId, q, after?.name ?? null, after?.id ?? null, limit]);
      return rows.map((row) => ({
        userId: row.user_id,
        displayName: row.display_name,
        avatarUrl: row.avatar_url,
        office: row.office,
        sortName: row.sort_name,
      }));
    },
    readPresence: async (userId, ids) => {
      const rows = await run<{ user_id: UserId; last_seen_at: Date | null }>(PRESENCE, [userId, ids]);
      return rows.map((row) => ({ userId: row.user_id, lastSeenAt: row.last_seen_at }));
    },
    touchLastSeen: async (seen) => {
      if (seen.length === 0) return;
      await run(SEEN, [seen.map((one) => one.userId), seen.map((one) => one.at)]);
    },
  };
}
