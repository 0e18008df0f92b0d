import { inFunction, inPolicy, type Mutant } from '../mutate.ts';

/* Groups, broken one at a time: who comes in, who leads, what is left of who is out, and what the others see of it. */

const POLICIES = inPolicy('participants_select', [
  ['who was there before', 'conversation_participants.left_at IS NULL', 'true'],
]);

const LOCKING = inFunction('lock_group', [
  ['for outsiders', 'PERFORM natter.refuse_outsider(p_user);', ''],
  ['switched off', "PERFORM natter.require_feature('groups');", ''],
  ['also who left', ' AND s.left_at IS NULL', ''],
  ['suspended too', "WHEN u.suspended_until > v_now THEN 'suspended'", "WHEN false THEN 'suspended'"],
  ['not entitled too', "WHEN NOT natter.is_entitled(u.tier, u.roles, 'CAN_SEND_DIRECT_MESSAGES')", 'WHEN false'],
  ['a pair too', " AND c.type = 'group'", ''],
]);

const MAKING = [
  ...inFunction('start_group', [
    ['for outsiders', 'PERFORM natter.refuse_outsider(p_user);', ''],
    ['switched off', "PERFORM natter.require_feature('groups');", ''],
    ['the key of anybody', 'c.created_by = p_user AND c.client_id', 'c.client_id'],
    [
      'by any tier',
      "v_me.id IS NULL OR NOT natter.is_entitled(v_me.tier, v_me.roles, 'CAN_INITIATE_DIRECT_MESSAGES')",
      'v_me.id IS NULL',
    ],
    ['suspended', 'ELSIF v_me.suspended_until > v_now THEN', 'ELSIF false THEN'],
    ['of any size', 'ELSIF cardinality(v_people) > 255 THEN', 'ELSIF false THEN'],
    ['with anybody', 'ELSIF natter.unreachable_among(p_user, v_people) THEN', 'ELSIF false THEN'],
    ['any number a day', 'IF p_new_per_day > 0 AND', 'IF false AND'],
    [
      'without its maker',
      'natter.join_group(p_id, p_user || v_people, 1, p_user)',
      'natter.join_group(p_id, v_people, 1, p_user)',
    ],
    ['without an admin', 'p_user || v_people, 1, p_user)', 'p_user || v_people, 1, NULL)'],
  ]),
  ...inFunction('unreachable_among', [
    ['unknown ones', 'u.id = w.id AND', 'true OR u.id = w.id AND'],
    ['outsiders', ' AND u.is_member)', ')'],
    ['whom they blocked', 'b.blocker_id = p_user AND b.blocked_id = ANY (p_people)', 'false'],
    ['who blocked them', 'b.blocked_id = p_user AND b.blocker_id = ANY (p_people)', 'false'],
    ['blocks that are switched off', "natter.has_feature('blocking') AND EXISTS", 'EXISTS'],
  ]),
  ...inFunction('join_group', [
    ['with what was before', 'history_from = excluded.history_from, left_at', 'left_at'],
    [
      'with all of the past',
      'SELECT v_tenant, w.id, p_conversation, p_from,',
      'SELECT v_tenant, w.id, p_conversation, 1,',
    ],
    ['still out', 'history_from = excluded.history_from, left_at = NULL', 'history_from = excluded.history_from'],
    [
      'still out for the others',
      'joined_seq = excluded.joined_seq, left_at = NULL',
      'joined_seq = excluded.joined_seq',
    ],
    ['all admins', "CASE WHEN w.id = p_admin THEN 'admin' ELSE 'member' END", "'admin'"],
    ['receipts shown', 'NOT coalesce((SELECT t.read_receipts', 'false AND coalesce((SELECT t.read_receipts'],
    ['marks of nothing', 'v_now, p_from, p_from - 1, p_from - 1,', 'v_now, p_from, 0, 0,'],
    ['marks of the first line', 'v_now, p_from, p_from - 1, p_from - 1,', 'v_now, 1, p_from - 1, p_from - 1,'],
  ]),
  ...inFunction('add_members', [
    [
      'by anybody',
      "WHEN v_group.who_adds = 'admins' AND NOT v_group.is_admin THEN 'not_allowed'",
      "WHEN false THEN 'not_allowed'",
    ],
    [
      'whatever the verdict',
      'WHEN v_group.verdict IS NOT NULL THEN v_group.verdict',
      'WHEN false THEN v_group.verdict',
    ],
    ['with anybody', 'WHEN natter.unreachable_among(p_user, v_new)', 'WHEN false'],
    ['of any size', '+ cardinality(v_new) > 256', '+ cardinality(v_new) > 100000'],
    ['one more', '+ cardinality(v_new) > 256', '+ cardinality(v_new) > 257'],
    ['with the last message', 'v_new, v_group.last_seq + 1, NULL', 'v_new, v_group.last_seq, NULL'],
    ['members again', ' AND p.left_at IS NULL) ORDER BY 1)', ' AND false) ORDER BY 1)'],
  ]),
];

const GOING = [
  ...inFunction('end_membership', [
    ['keeps reading', 'UPDATE natter.member_state s SET left_at = v_now,', 'UPDATE natter.member_state s SET'],
    ['keeps the marks', 'left_at = v_now, delivered_seq = 0, read_seq = 0, is_pinned', 'left_at = v_now, is_pinned'],
    ['keeps the draft', 'draft = NULL, draft_reply_to = NULL, draft_at = NULL, ', ''],
    ['keeps the pin', 'is_pinned = false, ', ''],
    [
      'keeps stars',
      'DELETE FROM natter.starred_messages x WHERE',
      'DELETE FROM natter.starred_messages x WHERE false AND',
    ],
    [
      'keeps what waits',
      'DELETE FROM natter.scheduled_messages x WHERE',
      'DELETE FROM natter.scheduled_messages x WHERE false AND',
    ],
    [
      'keeps when they read',
      'DELETE FROM natter.mark_advances a WHERE',
      'DELETE FROM natter.mark_advances a WHERE false AND',
    ],
    ['keeps the shown marks', "role = 'member', delivered_seq = 0, read_seq = 0,", "role = 'member',"],
    [
      'stays for the others',
      'UPDATE natter.conversation_participants p SET left_at = v_now,',
      'UPDATE natter.conversation_participants p SET',
    ],
  ]),
  ...inFunction('remove_member', [
    ['by anybody', "WHEN NOT v_group.is_admin THEN 'not_allowed'", "WHEN false THEN 'not_allowed'"],
    [
      'whatever the verdict',
      'WHEN v_group.verdict IS NOT NULL THEN v_group.verdict',
      'WHEN false THEN v_group.verdict',
    ],
    ['oneself', "WHEN p_member = p_user THEN 'self'", "WHEN false THEN 'self'"],
    [
      'nobody',
      'WHEN NOT EXISTS (SELECT 1 FROM natter.conversation_participants p',
      'WHEN false AND NOT EXISTS (SELECT 1 FROM natter.conversation_participants p',
    ],
  ]),
  ...inFunction('leave_group', [
    ['without an heir', 'v_led := natter.hand_over_group(p_conversation, p_user);', ''],
    ['again and again', "s.tenant_id = natter.current_tenant() AND c.type = 'group')", 'false)'],
    ['a pair', "s.tenant_id = natter.current_tenant() AND c.type = 'group')", 's.tenant_id = natter.current_tenant())'],
  ]),
  ...inFunction('hand_over_group', [
    ['to whoever has left the store', 'ORDER BY u.is_member DESC, ', 'ORDER BY '],
    ['although there is one', "p.role = 'admin' DESC, ", ''],
    ['to the newest', 'p.joined_at, p.user_id LIMIT 1', 'p.joined_at DESC, p.user_id LIMIT 1'],
    ['to whoever is out', ' AND p.left_at IS NULL\n  ORDER BY', '\n  ORDER BY'],
  ]),
  ...inFunction('hand_over_groups_of', [['of nobody', 'NOT u.is_member', 'false']]),
  ...inFunction('put_memberships', [['groups without an admin', 'PERFORM natter.hand_over_groups_of(affected);', '']]),
  ...inFunction('upsert_users', [['groups without an admin', 'PERFORM natter.hand_over_groups_of(affected);', '']]),
];

const LEADING = [
  ...inFunction('set_member_role', [
    ['by anybody', "WHEN NOT v_group.is_admin THEN 'not_allowed'", "WHEN false THEN 'not_allowed'"],
    [
      'whatever the verdict',
      'WHEN v_group.verdict IS NOT NULL THEN v_group.verdict',
      'WHEN false THEN v_group.verdict',
    ],
    ['of nobody', "WHEN v_role IS NULL THEN 'not_found'", "WHEN false THEN 'not_found'"],
    ['the last admin', "WHEN p_role <> 'admin' AND NOT EXISTS", 'WHEN false AND NOT EXISTS'],
    ['the last one in the store', "p.role = 'admin' AND u.is_member)", "p.role = 'admin')"],
    ['the same again', "WHEN v_role = p_role THEN 'unchanged'", "WHEN false THEN 'unchanged'"],
  ]),
  ...inFunction('patch_group', [
    ['by anybody', "WHEN NOT v_group.is_admin THEN 'not_allowed'", "WHEN false THEN 'not_allowed'"],
    [
      'whatever the verdict',
      'WHEN v_group.verdict IS NOT NULL THEN v_group.verdict',
      'WHEN false THEN v_group.verdict',
    ],
    ['the same again', "WHEN NOT v_is_renamed AND v_settings = '{}' THEN 'unchanged'", "WHEN false THEN 'unchanged'"],
    ['name kept', 'SET name = coalesce(p_name, c.name),', 'SET name = c.name,'],
    ['who sends kept', 'who_sends = coalesce(p_who_sends, c.who_sends)', 'who_sends = c.who_sends'],
    ['who adds kept', 'who_adds = coalesce(p_who_adds, c.who_adds)', 'who_adds = c.who_adds'],
  ]),
  ...inFunction('send_messages', [
    [
      'also where only admins do',
      "WHEN c.type = 'group' AND c.who_sends = 'admins' AND NOT EXISTS",
      'WHEN false AND NOT EXISTS',
    ],
    ['not even admins', "a.user_id = i.sender AND a.role = 'admin')", 'false)'],
    ['where groups are switched off', "WHEN c.type = 'group' AND 'groups' <> ALL (v_policy.features)", 'WHEN false'],
    ['a group kept by the longest', "AND c.type = 'direct' THEN v_days", 'THEN v_days'],
  ]),
  ...inFunction('create_scheduled', [
    ['where only admins write', "c.who_sends = 'admins' AND p.role <> 'admin')", 'false)'],
  ]),
  ...inFunction('expiry_of', [['a group by the longest', "c.type = 'group') THEN", "c.type = 'nothing') THEN"]]),
];

const SEEING = [
  ...inFunction('conversation_views', [
    ['all may write', "WHEN c.who_sends = 'admins' AND mine.role <> 'admin' THEN 'admins'", "WHEN false THEN 'admins'"],
    ['groups that are switched off', "c.type = 'group' AND NOT v_groups", 'false'],
    ['roles in a pair', "WHERE c.type = 'group' AND p.conversation_id", 'WHERE p.conversation_id'],
  ]),
  ...inFunction('read_receipts', [['of latecomers', ' AND p.joined_seq <= v_seq', '']]),
  ...inFunction('advance_marks', [['all of a big group', 'p.left_at IS NULL LIMIT 11) END', 'p.left_at IS NULL) END']]),
  ...inFunction('read_group_marks', [
    ['for outsiders', 'PERFORM natter.refuse_outsider(p_user);', ''],
    [
      'of any group',
      'AND EXISTS (SELECT 1 FROM natter.member_state s',
      'AND true OR EXISTS (SELECT 1 FROM natter.member_state s',
    ],
    ['one’s own too', 'WHEN m.user_id = l.last_delivered THEN 2', 'WHEN false THEN 2'],
    ['one’s own reading too', 'WHEN m.user_id = l.last_read THEN 2', 'WHEN false THEN 2'],
    ['what somebody hides', 'CASE WHEN NOT l.is_hidden THEN l.read', 'CASE WHEN true THEN l.read'],
  ]),
];

export const GROUP_MUTANTS: readonly Mutant[] = [...POLICIES, ...LOCKING, ...MAKING, ...GOING, ...LEADING, ...SEEING];
