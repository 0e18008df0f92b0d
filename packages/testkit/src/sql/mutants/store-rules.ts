import { byStatement, inFunction, inPolicy, type Mutant } from '../mutate.ts';

/* The rules of a store, broken one at a time: who belongs, who may, blocks, deletions, reports, suspensions, words, expiry. */

const BELONGING = [
  ...inFunction('is_store_member', [
    ['anybody', 'NOT p.requires_membership', 'true'],
    ['asked for everywhere', 'NOT p.requires_membership', 'false'],
    ['no office', "p_roles && ARRAY['manager', 'owner', 'admin', 'moderator']", 'false'],
    ['no managers', "'manager', ", ''],
    ['no owners', "'owner', ", ''],
    ['no admins', "'admin', ", ''],
    ['no moderators', ", 'moderator'", ''],
    ['any club of anybody', 'm.user_id = p_user AND ', ''],
    ['in any tenant', 'm.tenant_id = p_tenant AND ', ''],
    ['of any store', ' AND m.store_id = p_tenant', ''],
  ]),
  ...inFunction('takes_part', [
    ['who is none', 'SELECT u.is_member FROM', 'SELECT true FROM'],
    ['in any tenant', ' AND u.tenant_id = natter.current_tenant()', ' LIMIT 1'],
    ['nobody never seen', 'SELECT NOT p.requires_membership FROM', 'SELECT false FROM'],
    ['anybody never seen', 'SELECT NOT p.requires_membership FROM', 'SELECT true FROM'],
  ]),
  ...inFunction('renew_membership', [
    ['of nobody', 'u.is_member <> natter.is_store_member', 'false AND u.is_member <> natter.is_store_member'],
    ['told to nobody', ', changed_xid = pg_current_xact_id()', ''],
    ['told of everybody', ' AND u.is_member <> natter.is_store_member(u.tenant_id, u.id, u.roles)', ''],
  ]),
  ...inFunction('ensure_person', [
    ['any store', 'p_store IS NOT NULL AND p_store <> natter.current_tenant()', 'false'],
    ['a store must be named', 'p_store IS NOT NULL AND p_store <> ', 'p_store IS DISTINCT FROM '],
  ]),
  ...inFunction('put_memberships', [
    [
      'adds nobody',
      'ON CONFLICT DO NOTHING;\n  upserted',
      'ON CONFLICT DO NOTHING;\n  DELETE FROM natter.club_memberships m WHERE m.user_id = ANY (v_people);\n  upserted',
    ],
    ['half of it', 'IF cardinality(unknown_people) > 0 THEN', 'IF false THEN'],
    ['removes from any tenant', 'm.tenant_id = v_tenant AND m.user_id', 'm.user_id'],
    ["removes anybody's", "AND m.user_id = e->>'userId' ", ''],
    ['removes any club', " AND m.club_id = e->>'clubId'", ''],
    ['removes from any store', "NOT e ? 'storeId' OR m.store_id = e->>'storeId'", 'true'],
    ['removes from named stores only', "NOT e ? 'storeId' OR ", ''],
    ['names everybody', ' AND u.is_member <> (u.id = ANY (v_before))', ''],
    ['names nobody', 'u.is_member <> (u.id = ANY (v_before))', 'false'],
  ]),
  ...inFunction('upsert_users', [
    [
      'says a tier is news to others',
      'u.display_name, u.avatar_url, u.roles) IS DISTINCT FROM (excluded.display_name, excluded.avatar_url, excluded.roles)',
      'u.display_name, u.avatar_url, u.tier) IS DISTINCT FROM (excluded.display_name, excluded.avatar_url, excluded.tier)',
    ],
    ['knows any tier', "WHERE put.tier <> ALL (ARRAY['free', 'privileged', 'privileged_plus'])", 'WHERE false'],
    ['keeps a new tier quiet', ' OR k.tier <> put.tier', ''],
  ]),
  ...inFunction('read_me', [
    ['anybody starts', "natter.is_entitled(u.tier, u.roles, 'CAN_INITIATE_DIRECT_MESSAGES')", 'true'],
    ['anybody moderates', 'natter.is_staff(u.roles)', 'true'],
    ['never suspended', 'WHEN u.suspended_until > natter.now() THEN', 'WHEN false THEN'],
    ['suspended once and for all', 'WHEN u.suspended_until > natter.now() THEN', 'WHEN true THEN'],
  ]),
  ...inFunction('is_entitled', [
    ['to anything', 'e.entitlement = p_entitlement AND ', ''],
    ['by any role', 'e.name = ANY (p_roles)', 'true'],
    ['by no role', "WHEN 'role' THEN e.name = ANY (p_roles)", "WHEN 'role' THEN false"],
    [
      'by a role called like a tier',
      "WHEN 'role' THEN e.name = ANY (p_roles)\n      ELSE",
      "WHEN 'role' THEN e.name = ANY (p_roles)\n      ELSE e.name = ANY (p_roles) OR",
    ],
    ['any unknown tier', "(e.name = 'free' AND p_tier", '(p_tier'],
  ]),
  ...inFunction('read_people', [['outsiders', ' AND u.is_member', '']]),
  ...inFunction('read_presence', [
    ['of outsiders', 'u.is_member AND ', ''],
    ['for outsiders', 'AND natter.takes_part(p_user)', ''],
  ]),
  ...inFunction('advance_marks', [['of outsiders', 'WHERE natter.takes_part(w.user_id)', '']]),
  ...[
    'put_settings',
    'patch_member_state',
    'abandon_start',
    'clear_conversation',
    'read_message_by_key',
    'delete_message',
    'report_message',
    'put_block',
    'read_blocks',
  ].flatMap((name) => inFunction(name, [['for outsiders', 'PERFORM natter.refuse_outsider(p_user);', '']])),
  ...inFunction('send_messages', [
    ['from outsiders', ' OR p.is_member IS NOT TRUE', ''],
    ['to outsiders', "WHEN i.conversation = ANY (v_away) THEN 'unreachable'", ''],
    ['to outsiders, asked everywhere', 'IF v_policy.requires_membership THEN', 'IF false THEN'],
    ['whoever may not', "THEN 'not_entitled'", "THEN 'sent'"],
    ['by any role', 'p.roles && v_policy.sending_roles OR ', 'true OR '],
    ['by no role', 'p.roles && v_policy.sending_roles OR ', ''],
    ['by no tier', 'p.tier = ANY (v_policy.sending_tiers)', 'false'],
    ['not by an unknown tier', "('free' = ANY (v_policy.sending_tiers) AND p.tier", '(false AND p.tier'],
    ['by any unknown tier', "('free' = ANY (v_policy.sending_tiers) AND p.tier", '(p.tier'],
    [
      'free is unknown',
      "p.tier <> ALL (ARRAY['free', 'privileged', 'privileged_plus'])",
      "p.tier <> ALL (ARRAY['free'])",
    ],
    ['suspended', "WHEN p.suspended_until > v_now THEN 'suspended'", ''],
    [
      'suspended a repeat',
      "WHEN k.conversation_id = i.conversation AND (k.body_hash = i.hash OR k.body_hash IS NULL) THEN 'duplicate'",
      "WHEN p.suspended_until > v_now THEN 'suspended' WHEN k.conversation_id = i.conversation AND (k.body_hash = i.hash OR k.body_hash IS NULL) THEN 'duplicate'",
    ],
    ['of any length', "WHEN char_length(i.content) > v_policy.max_message_length THEN 'too_long'", ''],
    ['in bytes', 'char_length(i.content) > v_policy', 'octet_length(i.content) > v_policy'],
    ['tells the refused', 'a.n IS DISTINCT FROM 1', 'a.n <> 1'],
  ]),
  ...inFunction('is_suspended', [
    ['never', 'SELECT u.suspended_until > natter.now() FROM', 'SELECT false FROM'],
    ['for good', 'SELECT u.suspended_until > natter.now() FROM', 'SELECT u.suspended_until IS NOT NULL FROM'],
  ]),
  ...inFunction('conversation_views', [
    ['suspended may send', "WHEN v_suspended THEN 'suspended' ", ''],
    ['blocking may send', "WHEN v_blocking AND s.blocks_other THEN 'blocked'", ''],
    ['to who is gone', "c.type = 'direct' AND members.any_gone OR", ''],
    ['blocked though it is off', 'v_blocking AND s.blocks_other, c.expired_seq', 's.blocks_other, c.expired_seq'],
    ['not my own activity', 'greatest(c.updated_at, s.own_activity_at),\n    CASE', 'c.updated_at,\n    CASE'],
  ]),
];

const BLOCKING = [
  ...inFunction('send_messages', [
    [
      'blocks are nothing',
      'v_blocking AND coalesce(s.blocked_by_other AND p.office IS NULL, false) AS is_void',
      'false AS is_void',
    ],
    ['blocks though they are off', 'v_blocking AND coalesce(s.blocked_by_other', 'coalesce(s.blocked_by_other'],
    ['staff is void', ' AND p.office IS NULL, false)', ', false)'],
    ['who blocks writes', "WHEN v_blocking AND s.blocks_other THEN 'blocked'", ''],
    ['blocked though it is off', 'WHEN v_blocking AND s.blocks_other', 'WHEN s.blocks_other'],
    ['void is loud', 'NOT bool_and(x.is_void) AS is_loud', 'true AS is_loud'],
    ['void is told', 'WHEN a.is_void THEN ARRAY[a.sender]', 'WHEN false THEN ARRAY[a.sender]'],
    ['void is kept as any other', 'w.gone, w.is_void', 'w.gone, false'],
    ['void is not quiet', 'IF v_void_seqs IS NOT NULL THEN', 'IF false THEN'],
    ['void can be quoted', '(NOT q.is_void OR q.sender_id = i.sender)', 'true'],
    ['void cannot be quoted by its author', '(NOT q.is_void OR q.sender_id = i.sender)', 'NOT q.is_void'],
    ['hidden can be quoted', 'AND NOT s.hidden @> q.seq', ''],
  ]),
  ...inFunction('keep_void_quiet', [
    ['no own activity', 'own_activity_at = greatest(s.own_activity_at, p_now)', 'own_activity_at = s.own_activity_at'],
    ['own activity goes back', 'greatest(s.own_activity_at, p_now)', 'p_now'],
    ['own devices hear nothing', 'p_now), changed_xid = pg_current_xact_id()', 'p_now)'],
    ['what was away comes back', 'SET cleared_seq = v_void.last', 'SET cleared_seq = s.cleared_seq'],
    ['never seen is not gone', 'cleared_at = coalesce(s.cleared_at, p_now)', 'cleared_at = s.cleared_at'],
    ['clears what is there', ' AND s.cleared_seq >= v_void.last - v_void.added', ''],
    ['clears what I started', '(s.cleared_at IS NOT NULL OR v_void.created_by <> v_void.user_id)', 'true'],
    [
      'clears only what was cleared',
      '(s.cleared_at IS NOT NULL OR v_void.created_by <> v_void.user_id)',
      's.cleared_at IS NOT NULL',
    ],
  ]),
  ...inFunction('advance_marks', [
    ['shows who blocks', 'AND NOT (v_blocking AND m.blocks_other)', ''],
    ['frozen though it is off', 'NOT (v_blocking AND m.blocks_other)', 'NOT m.blocks_other'],
    ['hidden unread', 'AND NOT b.hidden @> d.seq', ''],
    ['void unread', 'AND NOT d.is_void', ''],
  ]),
  ...inFunction('read_presence', [
    ['of who blocked me', '(b.blocker_id = u.id AND b.blocked_id = p_user) OR ', ''],
    ['of whom I blocked', ' OR (b.blocker_id = p_user AND b.blocked_id = u.id)', ''],
    ['blocked though it is off', "NOT natter.has_feature('blocking') OR ", ''],
  ]),
  ...inFunction('is_quiet', [
    ['never', 'SELECT s.blocks_other OR s.blocked_by_other FROM', 'SELECT false FROM'],
    ['only for who blocks', 's.blocks_other OR s.blocked_by_other', 's.blocks_other'],
    ['only for the other', 's.blocks_other OR s.blocked_by_other', 's.blocked_by_other'],
    ['though it is off', "natter.has_feature('blocking') AND ", ''],
  ]),
  ...inFunction('read_inbox', [
    [
      'not by my own activity',
      'ORDER BY s.is_pinned DESC, greatest(c.updated_at, s.own_activity_at) DESC',
      'ORDER BY s.is_pinned DESC, c.updated_at DESC',
    ],
    [
      'pages not by my own activity',
      'AND (p_after_id IS NULL OR (s.is_pinned, greatest(c.updated_at, s.own_activity_at), c.id)',
      'AND (p_after_id IS NULL OR (s.is_pinned, c.updated_at, c.id)',
    ],
  ]),
  ...inFunction('read_sync', [
    [
      'not my own activity',
      'coalesce(greatest(c.updated_at, s.own_activity_at), s.left_at',
      'coalesce(c.updated_at, s.left_at',
    ],
  ]),
  ...inFunction('put_block', [
    ['though it is off', "PERFORM natter.require_feature('blocking');", ''],
    ['myself', 'p_user = p_other OR ', ''],
    ['whom I cannot see', 'AND (u.is_member\n', 'AND (true\n'],
    [
      'not who has left',
      'OR EXISTS (SELECT 1 FROM natter.member_state mine',
      'OR false AND EXISTS (SELECT 1 FROM natter.member_state mine',
    ],
    ['without bound', '>= p_max', '>= 1000000'],
    ['one more', '>= p_max', '> p_max'],
    [
      "anybody's are mine",
      'WHERE b.blocker_id = p_user AND b.tenant_id = v_tenant AND b.blocked_id',
      'WHERE b.tenant_id = v_tenant AND b.blocked_id',
    ],
    ['unblocks everybody', 'AND b.blocker_id = p_user AND b.blocked_id = p_other;', 'AND b.blocker_id = p_user;'],
    ['not here', 'SET blocks_other = p_is_blocked', 'SET blocks_other = s.blocks_other'],
    ['not there', 'SET blocked_by_other = p_is_blocked', 'SET blocked_by_other = s.blocked_by_other'],
    [
      'the wrong way round',
      'WHERE s.user_id = p_user AND s.conversation_id = v_id;',
      'WHERE s.user_id = p_other AND s.conversation_id = v_id;',
    ],
    ['always done', "CASE WHEN v_has_changed THEN 'done' ELSE 'unchanged' END", "'done'"],
  ]),
  ...inFunction('read_blocks', [
    ['though it is off', "PERFORM natter.require_feature('blocking');", ''],
    ["anybody's", 'b.blocker_id = p_user AND ', ''],
    ['who blocked me', 'b.blocker_id = p_user', 'b.blocked_id = p_user'],
  ]),
];

const DELETING = [
  ...inFunction('delete_message', [
    ['though it is off', "PERFORM natter.require_feature('deletion');", ''],
    ['of who left', 'AND s.left_at IS NULL', ''],
    [
      'of anybody',
      's.user_id = p_user AND s.conversation_id = m.conversation_id',
      's.conversation_id = m.conversation_id',
    ],
    ['of elsewhere', ' AND m.conversation_id = p_conversation AND m.tenant_id', ' AND m.tenant_id'],
    ['before my time', 'm.seq >= s.history_from AND ', ''],
    ['cleared', ' AND m.seq > s.cleared_seq', ''],
    ['hidden, for everyone', '(NOT p_for_everyone OR NOT s.hidden @> m.seq)', 'true'],
    ['hidden, once only', '(NOT p_for_everyone OR NOT s.hidden @> m.seq)', 'NOT s.hidden @> m.seq'],
    ['void', "(NOT m.is_void OR coalesce(m.sender_id, m.metadata->>'userId') = p_user)", 'true'],
    ['expired', ' AND m.retention_expires_at > v_now', ''],
    ['hides all before', 'int8range(v_message.seq, v_message.seq + 1)', 'int8range(0, v_message.seq + 1)'],
    ['hides nothing', 's.hidden + int8multirange', 's.hidden * int8multirange'],
    [
      'hides for both',
      'WHERE s.user_id = p_user AND s.conversation_id = p_conversation\n',
      'WHERE s.conversation_id = p_conversation\n',
    ],
    ['other devices hear nothing', ',\n      changed_xid = pg_current_xact_id()', ''],
    ['without bound', '< 10000', '< 1000000'],
    ['one less', '< 10000', '< 9999'],
    ['anybody for everyone', 'v_message.sender_id IS DISTINCT FROM p_user', 'false'],
    ['again', 'v_message.is_deleted THEN', 'false THEN'],
    ['at any time', 'v_message.sent_at <= v_now', 'false AND v_message.sent_at <= v_now'],
    ['at its last instant', 'v_message.sent_at <= v_now', 'v_message.sent_at < v_now'],
    ['as long as is asked', 'least(p_window_seconds, 3600)', 'p_window_seconds'],
    ['always an hour', 'least(p_window_seconds, 3600)', '3600'],
  ]),
  ...inFunction('erase_message', [
    [
      'keeps no copy',
      'WHERE m.conversation_id = p_conversation AND m.seq = p_seq;\n  -- The hash',
      'WHERE false;\n  -- The hash',
    ],
    ['leaves the content', 'SET content = NULL, ', 'SET content = m.content, '],
    ['leaves the mentions', 'mentions = NULL', 'mentions = m.mentions'],
    ['leaves the hash', 'body_hash = NULL', 'body_hash = m.body_hash'],
    ['is no change', 'change_seq = v_change, ', ''],
    ['is no version', 'version = m.version + 1', 'version = m.version'],
    ['tells all of what is void', 'v_sender, v_is_void, p_seq', 'v_sender, false, p_seq'],
    ['tells who came later', 'v_is_void, p_seq)', 'v_is_void, NULL)'],
  ]),
  ...inFunction('read_message_by_key', [
    [
      'of who left',
      'AND s.conversation_id = m.conversation_id AND s.left_at IS NULL',
      'AND s.conversation_id = m.conversation_id',
    ],
  ]),
  ...inFunction('read_hidden', [
    ['without bound', 'ORDER BY g.seq DESC LIMIT p_limit', 'ORDER BY g.seq DESC'],
    ['the oldest', 'ORDER BY g.seq DESC', 'ORDER BY g.seq'],
    ['since ever', ' OR s.changed_xid >= p_horizon', ' OR true'],
    ['once', 's.changed_xid >= p_horizon', 'false'],
    ['of who left', 'AND s.left_at IS NULL ', ''],
  ]),
];

const MODERATION = [
  ...inFunction('report_message', [
    ['though it is off', "PERFORM natter.require_feature('reporting');", ''],
    ['from who left', 'AND s.left_at IS NULL', ''],
    [
      'from anybody',
      's.user_id = p_user AND s.conversation_id = m.conversation_id',
      's.conversation_id = m.conversation_id',
    ],
    ['of elsewhere', ' AND m.conversation_id = p_conversation AND m.tenant_id', ' AND m.tenant_id'],
    ['before my time', 'm.seq >= s.history_from AND ', ''],
    ['cleared', ' AND m.seq > s.cleared_seq', ''],
    ['hidden', ' AND NOT s.hidden @> m.seq', ''],
    ['void', '(NOT m.is_void OR m.sender_id = p_user)', 'true'],
    ['deleted', 'NOT m.is_deleted AND ', ''],
    ['expired', ' AND m.retention_expires_at > natter.now()', ''],
    ['my own', 'v_message.sender_id = p_user THEN', 'false THEN'],
    ['always news', "CASE WHEN FOUND THEN 'reported' ELSE 'known' END", "'reported'"],
    ['without evidence', 'v_content, v_message.sent_at', 'NULL, v_message.sent_at'],
  ]),
  byStatement(
    'reports twice',
    'ALTER TABLE natter.reports DROP CONSTRAINT uq_reports_once',
    'DELETE FROM natter.reports; ALTER TABLE natter.reports ADD CONSTRAINT uq_reports_once UNIQUE NULLS NOT DISTINCT (message_id, reporter_id)',
  ),
  byStatement(
    'reports of the filter by anybody',
    'ALTER TABLE natter.reports DROP CONSTRAINT ck_reports_filter',
    "DELETE FROM natter.reports; ALTER TABLE natter.reports ADD CONSTRAINT ck_reports_filter CHECK ((reason = 'word') = (reporter_id IS NULL))",
  ),
  ...inFunction('require_staff', [
    ['anybody', ' AND natter.is_staff(u.roles)', ''],
    ['who does not belong', ' AND u.is_member', ''],
  ]),
  ...inFunction(
    'is_staff',
    ['manager', 'owner', 'admin', 'moderator'].map((role) => [`no ${role}s`, `'${role}'`, "'x'"] as const),
  ),
  ...[
    'read_reports',
    'read_report',
    'resolve_report',
    'read_suspensions',
    'lift_suspension',
    'read_moderation_actions',
    'read_words',
    'put_words',
  ].flatMap((name) => inFunction(name, [['for anybody', 'PERFORM natter.require_staff(p_user);', '']])),
  ...inFunction('read_reports', [
    ['though it is off', "PERFORM natter.require_feature('reporting');", ''],
    ['open ones are resolved', 'WHERE NOT p_resolved AND x.resolved_at IS NULL', 'WHERE x.resolved_at IS NULL'],
    ['resolved ones are open', 'WHERE p_resolved AND x.resolved_at IS NOT NULL', 'WHERE x.resolved_at IS NOT NULL'],
    [
      'newest open first',
      'ORDER BY CASE WHEN NOT p_resolved THEN r.created_at END',
      'ORDER BY CASE WHEN NOT p_resolved THEN r.created_at END DESC',
    ],
    [
      'oldest resolved first',
      'CASE WHEN p_resolved THEN r.resolved_at END DESC',
      'CASE WHEN p_resolved THEN r.resolved_at END',
    ],
    ['the first open page again', '(p_after_id IS NULL OR (x.created_at, x.id) > (p_after_at, p_after_id))', 'true'],
    [
      'the first resolved page again',
      '(p_after_id IS NULL OR (x.resolved_at, x.id) < (p_after_at, p_after_id))',
      'true',
    ],
    ['without end', 'LIMIT p_limit', ''],
  ]),
  ...inFunction('resolve_report', [
    ['though it is off', "PERFORM natter.require_feature('reporting');", ''],
    ['any action', 'v_resolution IS NULL OR ', ''],
    [
      'any days',
      "(p_action = 'suspend' AND p_days BETWEEN 1 AND 3650) IS DISTINCT FROM (p_action = 'suspend')",
      'false',
    ],
    ['myself', 'v_report.author_id = p_user OR ', ''],
    ['my own', "p_action = 'dismiss' AND v_report.author_id = p_user", 'false'],
    ['my own, not even an owner', 'v_report.author_id = p_user AND NOT v_is_owner', 'v_report.author_id = p_user'],
    ['nothing of my own', "p_action = 'dismiss' AND v_report.author_id", 'v_report.author_id'],
    ['owners', "u.office = 'owner' OR ", ''],
    ['managers', " OR u.office = 'manager' AND NOT v_is_owner", ''],
    ['managers, not even by an owner', "u.office = 'manager' AND NOT v_is_owner", "u.office = 'manager'"],
    ['twice', 'v_report.resolved_at IS NOT NULL THEN', 'false THEN'],
    [
      'this one only',
      'r.message_id = v_report.message_id AND r.tenant_id = v_tenant AND r.resolved_at IS NULL',
      'r.id = p_report',
    ],
    ['all reports', 'r.message_id = v_report.message_id AND r.tenant_id', 'r.tenant_id'],
    [
      'suspends nobody',
      'SET suspended_until = greatest(u.suspended_until, v_until)',
      'SET suspended_until = u.suspended_until',
    ],
    ['shortens', 'greatest(u.suspended_until, v_until)', 'v_until'],
    ['removes nothing', "IF p_action = 'remove' AND EXISTS", 'IF false AND EXISTS'],
    ['removes what was dismissed', "IF p_action = 'remove' AND EXISTS", 'IF EXISTS'],
    ['removes again', ' AND m.seq = v_report.seq AND NOT m.is_deleted)', ' AND m.seq = v_report.seq)'],
  ]),
  ...inFunction('read_suspensions', [
    ['of all', ' AND u.suspended_until > natter.now()', ''],
    ['by any action', " AND x.action = 'suspended'", ''],
  ]),
  ...inFunction('lift_suspension', [
    ['again', ' AND u.suspended_until > natter.now()', ''],
    ['not at all', 'SET suspended_until = NULL', 'SET suspended_until = u.suspended_until'],
    ["everybody's", 'u.id = p_person AND ', ''],
    ['my own', ' AND u.id <> p_user', ''],
  ]),
  ...inFunction('read_moderation_actions', [
    ['the first page again', '(p_before IS NULL OR a.id < p_before)', 'true'],
    ['the oldest first', 'ORDER BY a.id DESC', 'ORDER BY a.id'],
    ['without end', 'LIMIT p_limit', ''],
  ]),
  ...inFunction('purge_reports', [
    ['early', "interval '8760 hours'", "interval '8759 hours'"],
    ['late', "interval '8760 hours'", "interval '8761 hours'"],
    ['what is held', 'NOT natter.is_held(x.conversation_id)', 'true'],
    ['open ones stay', ' OR x.resolved_at IS NULL AND x.created_at <= due.at', ''],
    ['by when it was made', 'x.resolved_at IS NULL AND x.created_at', 'x.created_at'],
  ]),
  byStatement('moderation_actions_kept dropped', 'DROP TRIGGER moderation_actions_kept ON natter.moderation_actions', {
    trigger: 'moderation_actions_kept',
  }),
  byStatement(
    'suspended without end',
    'ALTER TABLE natter.moderation_actions DROP CONSTRAINT ck_moderation_actions_until',
    "ALTER TABLE natter.moderation_actions DISABLE TRIGGER moderation_actions_kept; DELETE FROM natter.moderation_actions WHERE (action = 'suspended') <> (until IS NOT NULL); ALTER TABLE natter.moderation_actions ENABLE TRIGGER moderation_actions_kept; ALTER TABLE natter.moderation_actions ADD CONSTRAINT ck_moderation_actions_until CHECK ((action = 'suspended') = (until IS NOT NULL))",
  ),
];

const WORDS = [
  ...inFunction('filter_form', [
    ['by case', 'lower(', '('],
    ['by width', ', NFKC)', ', NFC)'],
    ['one of them', "'', 'g'), NFKC", "''), NFKC"],
  ]),
  ...[
    '\\u00AD',
    '\\u200B-\\u200F',
    '\\u202A-\\u202E',
    '\\u2060-\\u206F',
    '\\uFE00-\\uFE0F',
    '\\U000E0000-\\U000E0FFF',
  ].flatMap((range) => inFunction('filter_form', [[`sees ${range}`, range, '']])),
  ...inFunction('make_filter_pattern', [
    ['within words, before', "THEN '(?<![[:alnum:]])' ELSE '' END", "THEN '' ELSE '' END"],
    ['within words, after', "THEN '(?![[:alnum:]])' ELSE '' END", "THEN '' ELSE '' END"],
    ['with spaces before', "AND f.form !~ ('^' || unspaced.letters)", ''],
    ['with spaces after', "AND f.form !~ (unspaced.letters || '$')", ''],
    ['beside signs, before', "f.form ~ '^[[:alnum:]]' AND", 'true AND'],
    ['beside signs, after', "f.form ~ '[[:alnum:]]$' AND", 'true AND'],
    ['signs mean something', "regexp_replace(f.form, '([^[:alnum:]\\s])', '\\\\\\1', 'g')", 'f.form'],
    ['one sign only', "'\\\\\\1', 'g')", "'\\\\\\1')"],
    ['spaces as they stand', "'\\s+', '\\\\s+', 'g')", "'\\s+', ' ', 'g')"],
    ['spaces around', "'^\\s+|\\s+$'", "'^$'"],
    ['nothing is a word', "WHERE f.form <> ''", ''],
  ]),
  ...inFunction('send_messages', [
    [
      'any word',
      "WHEN v_policy.refused_pattern IS NOT NULL AND natter.filter_form(concat_ws(' ', i.content, i.metadata)) ~ v_policy.refused_pattern\n            THEN 'word_refused'",
      '',
    ],
    [
      'words as they stand',
      "natter.filter_form(concat_ws(' ', i.content, i.metadata)) ~ v_policy.refused_pattern",
      'i.content ~ v_policy.refused_pattern',
    ],
    ['no word is told', 'IF v_policy.reported_pattern IS NOT NULL THEN', 'IF false THEN'],
    ['words though they are off', 'v_policy.refused_pattern := NULL;', ''],
    ['words told though they are off', 'v_policy.reported_pattern := NULL;', ''],
    ['void words are told', 'NOT m.is_void AND natter.filter_form', 'natter.filter_form'],
  ]),
  ...inFunction('report_words', [['of all', 'WHERE m.id = ANY (p_messages)', 'WHERE m.id = ANY (p_messages) OR true']]),
  ...inFunction('read_words', [['though it is off', "PERFORM natter.require_feature('word_filter');", '']]),
  ...inFunction('put_words', [
    ['though it is off', "PERFORM natter.require_feature('word_filter');", ''],
    ['without bound', '> 1000 THEN', '> 1000000 THEN'],
    ['one less', '> 1000 THEN', '>= 1000 THEN'],
    [
      'adds',
      'DELETE FROM natter.filter_words w WHERE w.tenant_id = v_tenant;',
      "DELETE FROM natter.filter_words w USING jsonb_array_elements(p_words) e WHERE w.word = e->>'word';",
    ],
    ['the first entry wins', 'e.ord DESC', 'e.ord'],
    ['refuses nothing', "w.action = 'refuse')", "w.action = 'x')"],
    ['reports nothing', "w.action = 'report')", "w.action = 'x')"],
    [
      'without a record',
      "v_tenant, natter.now(), p_user, 'words_changed'",
      "v_tenant, natter.now(), p_user, 'dismissed'",
    ],
    ['recorded though nothing changed', 'IF v_changes IS NOT NULL THEN', 'IF true THEN'],
    ['what came first', "|| ')', ', ' ORDER BY e.is_new,", "|| ')', ', ' ORDER BY e.is_new DESC,"],
    ['what stayed, too', 'EXCEPT SELECT true, b.key, b.value FROM jsonb_each_text(v_before) b', ''],
    [
      'what stayed went',
      'EXCEPT SELECT false, w.word, w.action FROM natter.filter_words w WHERE w.tenant_id = v_tenant',
      '',
    ],
    ['a record without end', '> 400 THEN left', '> 400000 THEN left'],
  ]),
];

const EXPIRY = [
  ...inFunction('days_for', [
    ['plus is privileged', "WHEN 'privileged_plus' THEN p_plus", "WHEN 'privileged_plus' THEN p_privileged"],
    ['privileged is free', "WHEN 'privileged' THEN p_privileged", "WHEN 'privileged' THEN p_free"],
    ['free is unknown', "WHEN 'free' THEN p_free ELSE p_shortest", 'ELSE p_shortest'],
    ['unknown is free', 'ELSE p_shortest', 'ELSE p_free'],
    ['unknown is for ever', 'ELSE p_shortest', 'ELSE 0'],
  ]),
  ...inFunction('send_messages', [
    ['for ever', "* interval '24 hours', gone_at.at) AS expiry", "* interval '24000000 hours', gone_at.at) AS expiry"],
    ['0 days is at once', '      END, 0) * interval', '      END, -1) * interval'],
    ['always by sender', "WHEN v_policy.retention_basis = 'longest_participant' AND", 'WHEN false AND'],
    ['by the shortest', 'ELSE max(d.days) END AS days', 'ELSE min(d.days) END AS days'],
    ['for ever is the shortest', 'CASE WHEN min(d.days) = 0 THEN 0 ELSE max(d.days) END', 'max(d.days)'],
  ]),
  byStatement(
    'messages without a time',
    'ALTER TABLE natter.direct_messages ALTER retention_expires_at DROP NOT NULL',
    "UPDATE natter.direct_messages SET retention_expires_at = 'infinity' WHERE retention_expires_at IS NULL; ALTER TABLE natter.direct_messages ALTER retention_expires_at SET NOT NULL",
  ),
];

const POLICIES = [
  ...inPolicy('users_select', [
    ['outsiders too', '(is_member OR EXISTS', '(true OR EXISTS'],
    ['not whom I know', '(is_member OR EXISTS', '(is_member OR false AND EXISTS'],
    ['who knows anybody', 'AND theirs.user_id = users.id', ''],
  ]),
  ...inPolicy('blocks_select', [
    ["anybody's", ' AND blocker_id = (SELECT natter.current_user_id())', ''],
    ['who blocked me', 'blocker_id = (SELECT', 'blocked_id = (SELECT'],
  ]),
  ...inPolicy('messages_select', [
    [
      'void to all',
      "(NOT is_void OR coalesce(sender_id, metadata->>'userId') = (SELECT natter.current_user_id()))",
      'true',
    ],
    [
      'void to nobody',
      "(NOT is_void OR coalesce(sender_id, metadata->>'userId') = (SELECT natter.current_user_id()))",
      'NOT is_void',
    ],
    ['hidden too', 'NOT mine.hidden @> direct_messages.seq', 'true'],
    ['what was marked comes back', '(NOT is_deleted OR deleted_at < retention_expires_at)', 'true'],
  ]),
  ...[
    ['policy', 'policy_select'],
    ['entitlements', 'entitlements_select'],
    ['blocks', 'blocks_select'],
  ].map(([table = '', policy = '']) =>
    byStatement(`policy ${policy} dropped`, `DROP POLICY ${policy} ON natter.${table}`, { policy }),
  ),
  byStatement(
    'no row security on blocks',
    'ALTER TABLE natter.blocks DISABLE ROW LEVEL SECURITY',
    'ALTER TABLE natter.blocks ENABLE ROW LEVEL SECURITY',
  ),
];

const granted = (what: string): Mutant =>
  byStatement(`${what} granted`, `GRANT ${what} TO {{app}}`, `REVOKE ${what} FROM {{app}}`);

const OWNERS_TABLES = [
  'club_memberships',
  'tier_changes',
  'deleted_content',
  'spent_keys',
  'legal_holds',
  'job_runs',
  'reports',
  'moderation_actions',
  'filter_words',
  'backups',
];

const GRANTS = [
  ...OWNERS_TABLES.map((table) => granted(`SELECT ON natter.${table}`)),
  ...[...OWNERS_TABLES, 'policy', 'entitlements', 'blocks'].flatMap((table) =>
    ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'].map((verb) => granted(`${verb} ON natter.${table}`)),
  ),
  granted('SELECT (refused_pattern) ON natter.policy'),
  granted('SELECT (reported_pattern) ON natter.policy'),
  granted('SELECT (blocked_by_other) ON natter.member_state'),
  granted('SELECT (is_void) ON natter.direct_messages'),
  granted('SELECT (suspended_until) ON natter.users'),
  granted('UPDATE ON SEQUENCE natter.moderation_actions_id_seq'),
  ...[
    'set_policy(jsonb, jsonb)',
    'confirm_retention_run(text, text)',
    'place_hold(uuid, text, text, text)',
    'release_hold(bigint, text)',
    'rewrite_expiries(uuid, bigint[], text)',
    'erase_message(uuid, bigint, text)',
    'report_words(uuid[])',
    'require_staff(text)',
    'person_json(text)',
  ].map((one) => granted(`EXECUTE ON FUNCTION natter.${one}`)),
  byStatement('trigger users_membership dropped', 'DROP TRIGGER users_membership ON natter.users', {
    trigger: 'users_membership',
  }),
  byStatement(
    'trigger club_memberships_added dropped',
    'DROP TRIGGER club_memberships_added ON natter.club_memberships',
    { trigger: 'club_memberships_added' },
  ),
  byStatement(
    'trigger club_memberships_removed dropped',
    'DROP TRIGGER club_memberships_removed ON natter.club_memberships',
    { trigger: 'club_memberships_removed' },
  ),
  byStatement(
    'trigger club_memberships_identity dropped',
    'DROP TRIGGER club_memberships_identity ON natter.club_memberships',
    { trigger: 'club_memberships_identity' },
  ),
];

export const STORE_RULE_MUTANTS: readonly Mutant[] = [
  ...BELONGING,
  ...BLOCKING,
  ...DELETING,
  ...MODERATION,
  ...WORDS,
  ...EXPIRY,
  ...POLICIES,
  ...GRANTS,
];
