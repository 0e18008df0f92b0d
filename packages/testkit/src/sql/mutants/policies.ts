import { byStatement, inPolicy, type Mutant, type Row } from '../mutate.ts';

const TENANT = 'tenant_id = (SELECT natter.current_tenant()) AND ';

/**
 * What every policy over a conversation's rows stands on. That the membership is mine is not among it: member_state's own
 * policy shows nobody another's row, so the condition only serves the index.
 */
function onMembership(table: string, column: string): Row[] {
  return [
    ['any tenant', TENANT, ''],
    ['anybody of the tenant', 'EXISTS (', 'true OR EXISTS ('],
    ['member of anything', `mine.conversation_id = ${table}.${column}`, 'true'],
    ['also who left', 'mine.left_at IS NULL', 'true'],
  ];
}

export const POLICY_MUTANTS: readonly Mutant[] = [
  ...inPolicy('users_select', [
    ['any tenant', TENANT, ''],
    ['also nobody', '(SELECT natter.current_user_id()) IS NOT NULL', 'true'],
  ]),
  ...inPolicy('user_settings_select', [
    ['any tenant', TENANT, ''],
    ["anybody's", 'user_id = (SELECT natter.current_user_id())', 'true'],
  ]),
  ...inPolicy('member_state_select', [
    ['any tenant', TENANT, ''],
    ["anybody's", 'user_id = (SELECT natter.current_user_id())', 'true'],
  ]),
  ...inPolicy('conversations_select', onMembership('conversations', 'id')),
  ...inPolicy('participants_select', onMembership('conversation_participants', 'conversation_id')),
  ...inPolicy('mark_advances_select', onMembership('mark_advances', 'conversation_id')),
  ...inPolicy('messages_select', [
    ['any tenant', 'tenant_id = (SELECT natter.current_tenant())', 'true'],
    ...onMembership('direct_messages', 'conversation_id').slice(1),
    ['expired too', 'retention_expires_at > (SELECT natter.now())', 'true'],
    ['at its last instant', 'retention_expires_at > (SELECT', 'retention_expires_at >= (SELECT'],
    ['before my time', 'direct_messages.seq >= mine.history_from', 'true'],
    ['my first one not', 'direct_messages.seq >= mine.history_from', 'direct_messages.seq > mine.history_from'],
    ['cleared too', 'direct_messages.seq > mine.cleared_seq', 'true'],
    ['the last cleared too', 'direct_messages.seq > mine.cleared_seq', 'direct_messages.seq >= mine.cleared_seq'],
  ]),
  ...[
    'users',
    'user_settings',
    'conversations',
    'conversation_participants',
    'member_state',
    'mark_advances',
    'direct_messages',
  ].map((table) =>
    byStatement(
      `no row security on ${table}`,
      `ALTER TABLE natter.${table} DISABLE ROW LEVEL SECURITY`,
      `ALTER TABLE natter.${table} ENABLE ROW LEVEL SECURITY`,
    ),
  ),
  ...[
    ['users', 'users_select'],
    ['user_settings', 'user_settings_select'],
    ['conversations', 'conversations_select'],
    ['conversation_participants', 'participants_select'],
    ['member_state', 'member_state_select'],
    ['mark_advances', 'mark_advances_select'],
    ['direct_messages', 'messages_select'],
  ].flatMap(([table = '', policy = '']) => [
    byStatement(`policy ${policy} dropped`, `DROP POLICY ${policy} ON natter.${table}`, { policy }),
    byStatement(`policy ${policy} true`, `ALTER POLICY ${policy} ON natter.${table} USING (true)`, { policy }),
  ]),
];

const WRITES = ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'];
const WRITABLE = [
  'users',
  'user_settings',
  'conversations',
  'conversation_participants',
  'member_state',
  'mark_advances',
  'direct_messages',
];

const granted = (what: string, privilege: string): Mutant =>
  byStatement(what, `GRANT ${privilege} TO {{app}}`, `REVOKE ${privilege} FROM {{app}}`);

export const GRANT_MUTANTS: readonly Mutant[] = [
  ...WRITABLE.flatMap((table) =>
    WRITES.map((verb) => granted(`${verb} on ${table} granted`, `${verb} ON natter.${table}`)),
  ),
  granted('UPDATE of one column granted', 'UPDATE (content) ON natter.direct_messages'),
  granted('body_hash granted', 'SELECT (body_hash) ON natter.direct_messages'),
  granted('body_key granted', 'SELECT ON natter.deployment'),
  granted('tiers granted', 'SELECT (tier) ON natter.users'),
  granted('pairs granted', 'SELECT (direct_key) ON natter.conversations'),
  ...[
    ['conversations', 'conversations_identity'],
    ['conversation_participants', 'participants_identity'],
    ['member_state', 'member_state_identity'],
    ['users', 'users_identity'],
    ['direct_messages', 'messages_identity'],
    ['conversations', 'conversations_forward'],
    ['member_state', 'member_state_forward'],
  ].map(([table = '', trigger = '']) =>
    byStatement(`trigger ${trigger} dropped`, `DROP TRIGGER ${trigger} ON natter.${table}`, { trigger }),
  ),
];
