import { byStatement, inFunction, inPolicy, type Mutant } from '../mutate.ts';

/* What becomes of messages, broken one at a time: who reads what hangs on them, who may do what, what is void, what waits. */

const TENANT = 'tenant_id = (SELECT natter.current_tenant()) AND ';

const HANGING = [
  ['message_edits', 'message_edits_select'],
  ['message_reactions', 'message_reactions_select'],
  ['poll_votes', 'poll_votes_select'],
] as const;
const OWN = [
  ['starred_messages', 'starred_messages_select'],
  ['scheduled_messages', 'scheduled_messages_select'],
] as const;

const POLICIES = [
  ...inPolicy('message_edits_select', [
    ['any tenant', TENANT, ''],
    ['of any message', 'm.seq = message_edits.seq', 'true'],
    ['of any conversation', 'm.conversation_id = message_edits.conversation_id', 'true'],
    ['of deleted ones', 'NOT m.is_deleted', 'true'],
    ['void ones', 'NOT message_edits.is_void OR m.sender_id = (SELECT natter.current_user_id())', 'true'],
    ['not my void ones', ' OR m.sender_id = (SELECT natter.current_user_id())', ''],
  ]),
  ...inPolicy('message_reactions_select', [
    ['any tenant', 'tenant_id = (SELECT natter.current_tenant())', 'true'],
    ['of any message', 'm.seq = message_reactions.seq', 'true'],
    ['of any conversation', 'm.conversation_id = message_reactions.conversation_id', 'true'],
    ['void ones', 'NOT is_void OR user_id = (SELECT natter.current_user_id())', 'true'],
    ['not my void ones', ' OR user_id = (SELECT natter.current_user_id())', ''],
  ]),
  ...inPolicy('poll_votes_select', [
    ['any tenant', 'tenant_id = (SELECT natter.current_tenant())', 'true'],
    ['of any message', 'm.seq = poll_votes.seq', 'true'],
    ['of any conversation', 'm.conversation_id = poll_votes.conversation_id', 'true'],
    ['anonymous ones', 'NOT is_anonymous AND ', ''],
    ['void ones', ' AND NOT is_void', ''],
    ['not my own', ' OR user_id = (SELECT natter.current_user_id())', ''],
  ]),
  ...inPolicy('messages_select', [
    [
      'lines of whoever is blocked',
      "coalesce(sender_id, metadata->>'userId') = (SELECT",
      'sender_id IS NULL OR sender_id = (SELECT',
    ],
    ['not my own line', "coalesce(sender_id, metadata->>'userId') = (SELECT", 'sender_id = (SELECT'],
  ]),
  ...OWN.flatMap(([, policy]) =>
    inPolicy(policy, [
      ['any tenant', TENANT, ''],
      ["anybody's", 'user_id = (SELECT natter.current_user_id())', 'true'],
    ]),
  ),
  ...[...HANGING, ...OWN].flatMap(([table, policy]) => [
    byStatement(
      `no row security on ${table}`,
      `ALTER TABLE natter.${table} DISABLE ROW LEVEL SECURITY`,
      `ALTER TABLE natter.${table} ENABLE ROW LEVEL SECURITY`,
    ),
    byStatement(`policy ${policy} dropped`, `DROP POLICY ${policy} ON natter.${table}`, { policy }),
    byStatement(`policy ${policy} true`, `ALTER POLICY ${policy} ON natter.${table} USING (true)`, { policy }),
  ]),
];

const TRIGGERS = [
  ['direct_messages', 'messages_first_text'],
  ['message_edits', 'message_edits_identity'],
].map(([table = '', trigger = '']) =>
  byStatement(`trigger ${trigger} dropped`, `DROP TRIGGER ${trigger} ON natter.${table}`, { trigger }),
);

const READING = [
  ...[
    'read_versions',
    'read_reactions',
    'read_votes',
    'read_message',
    'locate_message',
    'read_starred',
    'read_scheduled',
  ].flatMap((name) =>
    inFunction(name, [
      ['without saying for whom', 'PERFORM natter.read_as(p_user);', ''],
      ['as the owner', ' STABLE SET search_path', ' STABLE SECURITY DEFINER SET search_path'],
    ]),
  ),
  ...inFunction('text_for', [
    ['the first one', 'v.version DESC', 'v.version'],
    ['of what is deleted', ' AND NOT p_message.is_deleted', ''],
    ['void ones', 'NOT e.is_void OR p_message.sender_id = p_user', 'true'],
    ['not my void ones', ' OR p_message.sender_id = p_user', ''],
  ]),
  ...inFunction('read_history', [['a quote says what it first said', 'WHERE q.version > 1', 'WHERE false']]),
  ...['read_history', 'read_changes', 'read_changed_messages', 'read_newest_messages', 'conversation_views'].flatMap(
    (name) => inFunction(name, [['the first text', 'coalesce(edit.content, m.content)', 'm.content']]),
  ),
  ...inFunction('read_acted', [
    ['what was refused', "IF p_outcome IN ('changed', 'edited', 'unchanged') THEN", 'IF true THEN'],
    ['not what stays as it is', ", 'unchanged'", ''],
    ['not what was edited', "'edited', ", ''],
    ['as it was before', ' VOLATILE SET search_path', ' STABLE SET search_path'],
    ['as the owner', ' VOLATILE SET search_path', ' VOLATILE SECURITY DEFINER SET search_path'],
  ]),
  ...inFunction('read_participants', [
    ['who left', ' AND mine.left_at IS NULL', ''],
    ['to anybody', 'mine.user_id = p_user AND mine.conversation_id', 'mine.conversation_id'],
    ['hidden marks', 'NOT p.receipts_hidden AND ', ''],
    ['to who hides theirs', 'coalesce((SELECT s.read_receipts', 'true OR coalesce((SELECT s.read_receipts'],
  ]),
  ...inFunction('locate_message', [
    ['after it only', 'v_middle.sent_at >= p_at', 'v_middle.sent_at > p_at'],
    ['any', 'v_high := (v_low + v_high) / 2 - 1;\n    ELSE', 'v_high := v_low - 1;\n    ELSE'],
  ]),
  ...inFunction('reactions_for', [
    ["anybody's are mine", 'WHERE mine.emoji = x.value', 'WHERE true OR mine.emoji = x.value'],
  ]),
  ...inFunction('poll_for', [
    ['without my void vote', 'mine.options IS NULL', 'true'],
    ['open to who closed it', 'm.void_closed_at IS NOT NULL AND', 'false AND'],
    ['closed to everybody', 'm.sender_id = p_user AND p_user = natter.current_user_id()', 'true'],
  ]),
];

const ACTING = [
  ...inFunction('lock_message', [
    ['of another conversation', ' AND m.conversation_id = p_conversation AND m.tenant_id', ' AND m.tenant_id'],
    ['before my time', 'm.seq >= s.history_from', 'true'],
    ['cleared ones', 'm.seq > s.cleared_seq', 'true'],
    ['hidden ones', 'NOT s.hidden @> m.seq', 'true'],
    ['void ones', '(NOT m.is_void OR m.sender_id = p_user) AND', ''],
    ['expired ones', 'm.retention_expires_at > v_now', 'true'],
    ['deleted ones', 'm.is_deleted THEN', 'false THEN'],
    ['the suspended', 'u.suspended_until > v_now THEN', 'false THEN'],
    ['who may not write', "NOT natter.is_entitled(u.tier, u.roles, 'CAN_SEND_DIRECT_MESSAGES')", 'false'],
    ['who blocks', 'v_blocking AND s.blocks_other', 'false'],
    ['a block is nothing', 'v_blocking AND s.blocked_by_other AND u.office IS NULL', 'false'],
    ['blocks that are switched off', 'v_blocking AND s.blocked_by_other', 's.blocked_by_other'],
    ['the staff is not heard', ' AND u.office IS NULL', ''],
    ['a void one is for all', 'm.is_void OR v_blocking', 'v_blocking'],
  ]),
  ...inFunction('touch_message', [
    ['no place of its own', 'SET change_seq = v_change, changed_xid', 'SET changed_xid'],
    ['no place in the log', 'SET change_seq = c.change_seq + 1,', 'SET'],
  ]),
  ...inFunction('told_of', [
    ['told to all', 'CASE WHEN p_is_alone THEN', 'CASE WHEN false THEN'],
    ['who came later', '(p_seq IS NULL OR s.history_from <= p_seq)', 'true'],
    ['who left', ' AND m.left_at IS NULL', ''],
    ['of the conversation to nobody', 'p_seq IS NULL OR ', ''],
  ]),
  ...inFunction('edit_message', [
    ['switched off', "PERFORM natter.require_feature('editing');", ''],
    ['by anybody', 'v_found.sender_id <> p_user', 'false'],
    ['of anything', "v_found.type <> 'text'", 'false'],
    ['for ever', 'v_found.sent_at <= v_now', 'false AND v_found.sent_at <= v_now'],
    ['at its last instant', 'v_found.sent_at <= v_now', 'v_found.sent_at < v_now'],
    ['any window', 'least(p_window_seconds, 900)', 'p_window_seconds'],
    ['from any version', 'v_found.version IS DISTINCT FROM p_version', 'false'],
    ['from no version', 'IS DISTINCT FROM p_version', '<> p_version'],
    ['the same again', 'v_own.content = p_content AND', 'false AND'],
    ['of any length', 'char_length(p_content) > v_policy.max_message_length', 'false'],
    ['of any words', 'natter.filter_form(p_content) ~ v_policy.refused_pattern', 'false'],
    ['reports nothing', 'natter.filter_form(p_content) ~ v_policy.reported_pattern', 'false'],
    ['a void one is for all', 'v_found.is_alone AND NOT v_found.is_void);', 'false);'],
    ['of no version', 'SET version = m.version + 1', 'SET version = m.version'],
    ['in no place', 'PERFORM natter.touch_message(p_conversation, v_found.seq);', ''],
    ['shown to all', 'CASE WHEN NOT v_found.is_alone THEN', 'CASE WHEN true THEN'],
  ]),
  ...inFunction('set_reaction', [
    ['switched off', "PERFORM natter.require_feature('reactions');", ''],
    ['whoever', 'WHEN v_found.verdict IS NOT NULL AND p_is_on THEN v_found.verdict', ''],
    ['no leave to take away', 'v_found.verdict IS NOT NULL AND p_is_on', 'v_found.verdict IS NOT NULL'],
    ['any number', '>= 20', '>= 2000'],
    ['one of them is one more', 'p_is_on AND NOT EXISTS', 'p_is_on AND true OR NOT EXISTS'],
    ['void ones count', 'AND NOT r.is_void GROUP BY', 'GROUP BY'],
    ['void ones are for all', 'natter.now(), v_found.is_alone AND NOT v_found.is_void)', 'natter.now(), false)'],
    ['takes away for itself', 'v_is_alone := v_was_void OR v_found.is_void;', 'v_is_alone := v_found.is_alone;'],
    [
      "takes away anybody's",
      ' AND r.user_id = p_user AND r.emoji = p_emoji;\n    -- What',
      ' AND r.emoji = p_emoji;\n    -- What',
    ],
  ]),
  ...inFunction('set_votes', [
    ['switched off', "PERFORM natter.require_feature('polls');", ''],
    ['whoever', 'WHEN v_found.verdict IS NOT NULL THEN v_found.verdict', ''],
    ['in a text', "v_found.type <> 'poll'", 'false'],
    ['when it is closed', "v_found.metadata->'poll'->>'closedAt' IS NOT NULL", 'false'],
    ['when they closed it', 'v_found.void_closed_at IS NOT NULL AND v_found.sender_id = p_user', 'false'],
    ['for anything', 'o NOT BETWEEN 1 AND', 'o NOT BETWEEN -9 AND 9 +'],
    ['for many', 'cardinality(v_options) > 1 AND', 'false AND'],
    ['the same again', 'WHEN v_before = v_options THEN', 'WHEN false THEN'],
    [
      'beside the one before',
      'DELETE FROM natter.poll_votes v WHERE v.conversation_id = p_conversation AND v.seq = v_found.seq AND v.user_id = p_user;',
      '',
    ],
    ['not anonymously', "v_found.metadata->'poll'->'anonymous' IS DISTINCT FROM 'false'", 'false'],
    ['void ones count', 'v_found.is_alone AND NOT v_found.is_void FROM unnest', 'false FROM unnest'],
    ['told to all', '(v_found.is_alone AND NOT v_is_alone)', 'false'],
  ]),
  ...inFunction('close_poll', [
    ['switched off', "PERFORM natter.require_feature('polls');", ''],
    ['by anybody', 'v_found.sender_id <> p_user', 'false'],
    ['in a text', "v_found.type <> 'poll'", 'false'],
    ['again', "v_found.metadata->'poll'->>'closedAt' IS NOT NULL OR", 'false OR'],
    ['whoever', 'WHEN v_found.verdict IS NOT NULL THEN v_found.verdict', ''],
    ['for all', 'v_found.is_alone AND NOT v_found.is_void THEN', 'false THEN'],
  ]),
  ...inFunction('is_sendable', [
    ['where there are none', "'polls' <> ALL (p_features)", 'false'],
    ['copies where there are none', " AND 'forwarding' = ANY (p_features)", ''],
    ['any mark', 'p_metadata::jsonb = \'{"forwarded": true}\'', 'true'],
    ['any number of options', 'jsonb_array_length(v_options) NOT BETWEEN 2 AND 12', 'false'],
    ['the same twice', "count(DISTINCT o.value->>'text') = count(*) AND ", ''],
    ['of any length', "char_length(o.value->>'text') BETWEEN 1 AND 100", 'true'],
    ['with votes', "o.value = jsonb_build_object('id', o.ordinality, 'text', o.value->'text', 'votes', 0)", 'true'],
    [
      'with anything beside it',
      "p_metadata::jsonb = jsonb_build_object('poll'",
      "true OR p_metadata::jsonb = jsonb_build_object('poll'",
    ],
    ['of many kinds', "jsonb_typeof(v_poll->'multiple') = 'boolean'", 'true'],
    ['half anonymous', "jsonb_typeof(v_poll->'anonymous') = 'boolean'", 'true'],
  ]),
  ...inFunction('erase_message', [
    [
      'leaves reactions',
      'DELETE FROM natter.message_reactions r WHERE',
      'DELETE FROM natter.message_reactions r WHERE false AND',
    ],
    ['leaves stars', 'AND x.user_id = o.user_id', 'AND false'],
  ]),
];

const KEEPING = [
  ...inFunction('set_star', [
    ['switched off', "PERFORM natter.require_feature('starring');", ''],
    ['any number', '>= 1000', '>= 100000'],
    ['the same again is one more', ' AND x.seq <> v_found.seq', ''],
    [
      'told to no device',
      'UPDATE natter.member_state s SET changed_xid = pg_current_xact_id() WHERE s.user_id = p_user AND s.conversation_id = p_conversation;',
      '',
    ],
    [
      'told to everybody',
      'WHERE s.user_id = p_user AND s.conversation_id = p_conversation;',
      'WHERE s.conversation_id = p_conversation;',
    ],
  ]),
  ...inFunction('read_stars', [
    ['whatever changed', 's.changed_xid >= p_horizon', 'true'],
    ['where there is none', "stars.seqs <> '{}'", 'true'],
  ]),
  ...inFunction('read_starred', [
    ['of all conversations', '(p_conversation IS NULL OR x.conversation_id = p_conversation)', 'true'],
    [
      'the first page again',
      '(x.starred_at, x.conversation_id, x.seq) < (p_after_at, p_after_conversation, p_after_seq)',
      'true',
    ],
  ]),
  ...inFunction('delete_message', [
    [
      'keeps the star',
      'DELETE FROM natter.starred_messages x WHERE x.user_id = p_user',
      'DELETE FROM natter.starred_messages x WHERE false AND x.user_id = p_user',
    ],
  ]),
  ...inFunction('clear_conversation', [
    [
      'keeps the stars',
      'DELETE FROM natter.starred_messages x WHERE',
      'DELETE FROM natter.starred_messages x WHERE false AND',
    ],
  ]),
  ...inFunction('forward_message', [
    ['switched off', "PERFORM natter.require_feature('forwarding');", ''],
    ['before my time', 'm.seq >= s.history_from', 'true'],
    ['cleared ones', 'm.seq > s.cleared_seq', 'true'],
    ['hidden ones', 'NOT s.hidden @> m.seq', 'true'],
    ['void ones', '(NOT m.is_void OR m.sender_id = p_user) AND', ''],
    ['expired ones', 'm.retention_expires_at > natter.now()', 'true'],
    ['who left', ' AND s.left_at IS NULL', ''],
    ['what is to disappear', ' OR v_source.disappears_at IS NOT NULL', ''],
    ['a copy counts for itself', 'coalesce(f.origin_id, m.id) AS origin', 'm.id AS origin'],
    ['six at once', 'v_sent > 5', 'v_sent > 6'],
    ['without end', 'WHERE forwards.count + excluded.count <= 5', ''],
    ['counts one', 'p_user, v_sent)', 'p_user, 1)'],
    [
      'forgets what it copied',
      'INSERT INTO natter.forwarded_messages (tenant_id, conversation_id, seq, origin_id)\n      SELECT',
      'PERFORM',
    ],
  ]),
];

const TIMING = [
  ...inFunction('create_scheduled', [
    ['switched off', "PERFORM natter.require_feature('scheduling');", ''],
    ['by anybody', "v_state.user_id IS NULL THEN 'not_found'", "false THEN 'not_found'"],
    ['the same key twice', "v_known.conversation_id = p_conversation THEN 'existing'", "false THEN 'existing'"],
    [
      'a key that was sent',
      'OR EXISTS (SELECT 1 FROM natter.direct_messages m',
      'OR false AND EXISTS (SELECT 1 FROM natter.direct_messages m',
    ],
    ['by the suspended', "v_me.suspended_until > v_now THEN 'suspended'", "false THEN 'suspended'"],
    ['by who blocks', 'v_state.blocks_other THEN', 'false THEN'],
    ['for what was', 'p_send_at <= v_now', 'false'],
    ['for now', 'p_send_at <= v_now', 'p_send_at < v_now'],
    ['for any time', "v_now + interval '366 days'", "v_now + interval '3660 days'"],
    ['of any length', 'char_length(p_content) > v_policy.max_message_length', 'false'],
    ['of any words', 'natter.filter_form(p_content) ~ v_policy.refused_pattern', 'false'],
    ['quoting anything', 'NOT natter.is_quotable(p_user, p_conversation, p_reply)', 'false'],
    ['any number', '>= 100', '>= 1000'],
    [
      "counts everybody's",
      'WHERE x.user_id = p_user AND x.tenant_id = v_tenant) >= 100',
      'WHERE x.tenant_id = v_tenant) >= 100',
    ],
    ['counts none', 'PERFORM natter.count_scheduled(p_user, p_conversation);', ''],
  ]),
  ...inFunction('patch_scheduled', [
    ['switched off', "PERFORM natter.require_feature('scheduling');", ''],
    ["anybody's", 'x.user_id = p_user AND ', ''],
    ['at any version', 'v_known.version IS DISTINCT FROM p_version', 'false'],
    ['at no version', 'IS DISTINCT FROM p_version', '<> p_version'],
    ['for what was', 'coalesce(p_send_at, v_known.send_at) <= v_now', 'false'],
    ['for any time', "p_send_at > v_now + interval '366 days'", 'false'],
    ['of any length', 'char_length(p_content) > v_policy.max_message_length', 'false'],
    ['of any words', 'natter.filter_form(p_content) ~ v_policy.refused_pattern', 'false'],
    ['the same version', 'version = x.version + 1, refusal', 'refusal'],
  ]),
  ...inFunction('delete_scheduled', [
    ["anybody's", ' AND x.user_id = p_user', ''],
    ['counts on', 'PERFORM natter.count_scheduled(p_user, v_conversation);', ''],
  ]),
  ...inFunction('send_waiting', [
    ['switched off', "NOT natter.has_feature('scheduling')", 'false'],
    ["anybody's", 'x.id = p_id AND x.user_id = p_user AND', 'x.id = p_id AND'],
    ['before its time', 'x.send_at <= (SELECT natter.now()) AND x.refusal', 'x.refusal'],
    ['what was refused', ' AND x.refusal IS NULL', ''],
    [
      'quoting what is gone',
      'CASE WHEN natter.is_quotable(d.user_id, d.conversation_id, d.reply_to_id) THEN d.reply_to_id END',
      'd.reply_to_id',
    ],
    ['keeps it', "WHERE x.id = d.id AND (d.verdict IN ('sent', 'duplicate')", 'WHERE x.id = d.id AND (false'],
    ['says no reason', 'SET refusal = d.verdict, version', 'SET version'],
    ['a reason at once', '  IF p_user IS NULL THEN\n    UPDATE', '  IF true THEN\n    UPDATE'],
    ['counts on', 'PERFORM natter.count_scheduled(d.user_id, d.conversation_id)\n  FROM', 'PERFORM 1\n  FROM'],
  ]),
  ...inFunction('next_scheduled', [['what was refused', 'x.refusal IS NULL AND ', '']]),
  ...inFunction('set_disappearing', [
    ['switched off', "PERFORM natter.require_feature('disappearing');", ''],
    ['by anybody', "v_member.role IS NULL THEN 'not_found'", "false THEN 'not_found'"],
    ['by the suspended', "v_member.suspended_until > v_now THEN 'suspended'", "false THEN 'suspended'"],
    ['by who blocks', 'v_blocking AND v_member.blocks_other', 'false'],
    ['the same again', 'v_conversation.disappear_after IS NOT DISTINCT FROM p_seconds', 'false'],
    [
      'a line for all',
      'natter.expiry_of(p_conversation, p_user, v_now), v_is_alone)',
      'natter.expiry_of(p_conversation, p_user, v_now), false)',
    ],
    ['a line for ever', 'natter.expiry_of(p_conversation, p_user, v_now)', "'infinity'"],
    [
      'told to all',
      'natter.told_of(p_conversation, p_user, v_is_alone, NULL)',
      'natter.told_of(p_conversation, p_user, false, NULL)',
    ],
  ]),
  ...inFunction('send_messages', [
    ['of any kind', 'NOT natter.is_sendable(i.type, i.metadata, v_policy.features)', 'false'],
    ['stays', "v_now + c.disappear_after * interval '1 second' AS at", 'NULL::timestamptz AS at'],
    ['longer than the rules', 'least(v_now + nullif(CASE', 'coalesce(gone_at.at, v_now + nullif(CASE'],
    [
      'any words in a poll',
      "concat_ws(' ', i.content, i.metadata)) ~ v_policy.refused_pattern",
      'i.content) ~ v_policy.refused_pattern',
    ],
  ]),
];

export const LIFE_MUTANTS: readonly Mutant[] = [...POLICIES, ...TRIGGERS, ...READING, ...ACTING, ...KEEPING, ...TIMING];
