import type { ConversationId, UserId } from '@natter/protocol';
import type { GroupDatabase, GroupMarks, GroupOutcome, GroupRefusal } from '../ports/group-database.ts';
import { only, type Runner, type Statement } from './query.ts';
import { type MessageRecord, toMessage } from './rows.ts';

const START: Statement = {
  name: 'start_group',
  text: 'SELECT * FROM natter.start_group($1, $2, $3, $4, $5, $6, $7, $8)',
};
const ADD = changeOf('add_members', 3);
const REMOVE = changeOf('remove_member', 3);
const LEAVE = changeOf('leave_group', 2);
const ROLE = changeOf('set_member_role', 4);
const PATCH = changeOf('patch_group', 5);
const MARKS: Statement = { name: 'read_group_marks', text: 'SELECT * FROM natter.read_group_marks($1, $2)' };

/** A call of a function that answers `natter.group_change`. */
function changeOf(name: string, arity: number): Statement {
  const given = Array.from({ length: arity }, (_, index) => `$${index + 1}`).join(', ');
  return { name, text: `SELECT g.outcome, g.recipients, g.added, (g.message).* FROM natter.${name}(${given}) g` };
}

interface StartRecord {
  outcome: 'created' | 'existing' | 'not_found' | 'too_many' | 'tier_required' | 'suspended' | 'rate_limited';
  id: ConversationId | null;
  retry_after_seconds: number | null;
  recipients: UserId[] | null;
}

/** A composite that may be null comes as columns that are. */
type ChangeRecord<Refused extends string> = { [K in keyof MessageRecord]: MessageRecord[K] | null } & {
  outcome: 'changed' | 'unchanged' | GroupRefusal | Refused;
  recipients: UserId[] | null;
  added: UserId[] | null;
};

function isLine<Given extends { id: string | null }>(record: Given): record is Given & MessageRecord {
  return record.id !== null;
}

/** Reads what a change of a group answers: a row for each line, or one that says why there is none. */
function changer(run: Runner) {
  return async <Refused extends string>(statement: Statement, values: unknown[]): Promise<GroupOutcome<Refused>> => {
    const rows = await run<ChangeRecord<Refused>>(statement, values);
    const { outcome, recipients, added } = only(rows, statement);
    if (outcome !== 'changed') return { outcome };
    const lines = rows.filter(isLine).map(toMessage);
    return { outcome: 'changed', lines, recipients: recipients ?? [], added: added ?? [] };
  };
}

export function groupCalls(run: Runner): GroupDatabase {
  const change = changer(run);
  return {
    startGroup: async ({ userId, id, clientId, name, memberIds, whoSends, whoAdds, newPerDay }) => {
      const values = [userId, id, clientId, name, memberIds, whoSends, whoAdds, newPerDay];
      const record = only(await run<StartRecord>(START, values), START);
      switch (record.outcome) {
        case 'created':
        case 'existing':
          if (record.id === null) throw new Error(`start_group answered ${record.outcome} without an id`);
          return { outcome: record.outcome, id: record.id, recipients: record.recipients ?? [] };
        case 'rate_limited':
          return { outcome: 'rate_limited', retryAfterSeconds: record.retry_after_seconds ?? 1 };
        default:
          return { outcome: record.outcome };
      }
    },
    addMembers: ({ userId, conversationId, memberIds }) => change<'too_many'>(ADD, [userId, conversationId, memberIds]),
    removeMember: ({ userId, conversationId, memberId }) => change<'self'>(REMOVE, [userId, conversationId, memberId]),
    leaveGroup: ({ userId, conversationId }) => change<never>(LEAVE, [userId, conversationId]),
    setMemberRole: ({ userId, conversationId, memberId, role }) =>
      change<'last_admin'>(ROLE, [userId, conversationId, memberId, role]),
    patchGroup: ({ userId, conversationId, name, whoSends, whoAdds }) =>
      change<never>(PATCH, [userId, conversationId, name, whoSends, whoAdds]),
    readGroupMarks: async ({ userId, conversationId }) => {
      const rows = await run<{
        others_delivered_seq: number | null;
        others_read_seq: number | null;
        recipients: UserId[];
      }>(MARKS, [userId, conversationId]);
      return rows.map(
        (row): GroupMarks => ({
          othersDeliveredSeq: row.others_delivered_seq,
          othersReadSeq: row.others_read_seq,
          recipients: row.recipients,
        }),
      );
    },
  };
}
