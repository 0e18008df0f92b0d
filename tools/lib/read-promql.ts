/** Reads what a PromQL expression names: as much of the language as our own rules and panels use. */

const WORDS = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'and',
  'or',
  'unless',
  'offset',
  'bool',
  'group_left',
  'group_right',
]);
const STRING = /"(?:[^"\\]|\\.)*"/g;
const GROUPING = /\b(by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const MATCHER = /(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g;

/** Metrics, each as often as it stands there. */
export function listMetrics(expression: string): string[] {
  const bare = expression
    .replaceAll(STRING, '')
    .replaceAll(GROUPING, ' ')
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ');
  return [...bare.matchAll(/(?<![\w.])([A-Za-z_:][\w:]*)(\s*\()?/g)].flatMap(([, name = '', call]) =>
    call !== undefined || WORDS.has(name) ? [] : [name],
  );
}

/** Labels that are chosen by or grouped by. */
export function listLabels(expression: string): string[] {
  const grouped = [...expression.replaceAll(STRING, '""').matchAll(GROUPING)].flatMap(([, , names = '']) =>
    names.split(',').map((name) => name.trim()),
  );
  return [...grouped.filter((name) => name !== ''), ...listLabelValues(expression).map(({ label }) => label)];
}

/** Labels and the values that they are compared with; alternatives are separated by `|`. */
export function listLabelValues(expression: string): { label: string; value: string }[] {
  return [...expression.matchAll(MATCHER)].map(([, label = '', , value = '']) => ({ label, value }));
}
