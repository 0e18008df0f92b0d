import { inFunction, type Mutant } from '../mutate.ts';

const IF_FOLLOWED =
  "IF EXISTS (SELECT 1 FROM natter.nodes n WHERE n.origin <> split_part(current_setting('application_name'), '/', 2) OR n.origin = '') THEN";

/** The log of commits and those who follow it. */
export const NODE_MUTANTS: readonly Mutant[] = [
  ...inFunction('is_followed', [
    ['always', "n.origin <> natter.origin() OR n.origin = ''", 'true'],
    ['not by who is nobody', " OR n.origin = ''", ''],
  ]),
  ...inFunction('log_changes', [
    ['also alone', IF_FOLLOWED, 'IF true THEN'],
    ['not by who is nobody', " OR n.origin = ''", ''],
    ['from the one before', 'min(x.change_seq) + 1 AS first', 'min(x.change_seq) AS first'],
    ['unchanged ones too', 'max(x.change_seq) > min(x.change_seq)', 'true'],
  ]),
  ...inFunction('log_marks', [
    ['also alone', IF_FOLLOWED, 'IF true THEN'],
    ['not who left', "WHEN m.was_there AND NOT m.is_there THEN 'left'", ''],
    ['unmoved ones too', 'CASE WHEN m.new_read > m.old_read THEN m.new_read END AS read', 'm.new_read AS read'],
  ]),
  ...inFunction('log_members', [['nobody', 'WHERE n.left_at IS NULL', 'WHERE false']]),
  ...inFunction('log_own', [
    ['also alone', IF_FOLLOWED, 'IF true THEN'],
    ['what nobody may know', 'x.changed_xid = pg_current_xact_id() AND ', ''],
    [
      'what moves while one is blocked',
      ' AND (count(x.own_activity_at) = 0 OR count(x.own_activity_at) = 2 AND min(x.own_activity_at) = max(x.own_activity_at))',
      '',
    ],
  ]),
  ...inFunction('log_people', [
    ['who was seen', "WHEN n.suspended_until IS DISTINCT FROM o.suspended_until THEN 'standing'", "ELSE 'standing'"],
    ['not a name', 'n.display_name', 'o.display_name'],
  ]),
  ...inFunction('log_settings', [
    ['never hidden', "CASE WHEN n.presence THEN 'settings' ELSE 'hidden' END", "'settings'"],
  ]),
  ...inFunction('log_blocks', [
    ['lifted is made', "CASE TG_OP WHEN 'INSERT' THEN 'blocked' ELSE 'unblocked' END", "'blocked'"],
    ['the wrong way round', 'ARRAY[b.blocker_id, b.blocked_id]', 'ARRAY[b.blocked_id, b.blocker_id]'],
  ]),
  ...inFunction('log_scheduled', [['what was refused', 'n.refusal IS NULL AND ', '']]),
  ...inFunction('find_writers', [['nobody', "l.mode = 'RowExclusiveLock'", "l.mode = 'ExclusiveLock'"]]),
  ...inFunction('await_writers', [['no wait', 'NOT natter.find_writers() && p_writers', 'true']]),
  ...inFunction('renew_node', [
    ['nobody was seen', 'GROUP BY p.user_id) x', 'AND false GROUP BY p.user_id) x'],
    ['dead ones stay', 'x.lease_until < v_now', 'false'],
    ['trimmed and not said', 'SET has_missed = true', 'SET has_missed = false'],
    ['missed by all', 'NOT pg_visible_in_snapshot(t.xid, n.position)', 'true'],
    ['said for ever', 'has_missed = false WHERE', 'has_missed = n.has_missed WHERE'],
  ]),
  ...inFunction('read_commits', [
    ['not the late ones', ' OR x.xid = ANY (ARRAY(SELECT pg_snapshot_xip(p_position::pg_snapshot)))', ''],
    ['told again', 'x.xid >= pg_snapshot_xmax(', 'x.xid >= pg_snapshot_xmin('],
    ['all are strangers', "x.origin = n.origin AND x.origin <> '' AS is_own", 'false AS is_own'],
    ['whoever is nobody is me', " AND x.origin <> '' AS is_own", ' AS is_own'],
    ['without a lease', 'WHERE n.id = p_node', 'WHERE true'],
  ]),
  ...inFunction('read_audiences', [
    ['who left', ' AND p.left_at IS NULL', ''],
    ['who came later', 'array_agg(s.history_from ORDER BY', 'array_agg(1::bigint ORDER BY'],
    ['nobody blocks', 's.blocks_other AND', 'false AND'],
  ]),
  ...inFunction('read_followed', [
    ['expired too', 'm.retention_expires_at > natter.now() AND', 'true AND'],
    ["everybody's", 'CASE WHEN m.is_void THEN', 'CASE WHEN false THEN'],
    ['never new', 'm.created_xid = m.changed_xid', 'false'],
    ['all there is', 'AND m.change_seq BETWEEN w.first AND w.last', ''],
  ]),
  ...inFunction('read_nodes', [
    ['never gone', 'n.lease_until < natter.now()', 'false'],
    ['the people of all', 'WHERE p.node_id = n.id', 'WHERE true'],
    ['behind its own', 'AND c.origin <> n.origin ', ''],
    ['behind what it told', 'NOT pg_visible_in_snapshot(c.xid, n.position)', 'true'],
    ['behind what came later', ' AND c.at < n.heard_at', ''],
  ]),
];
