/** What grouping needs to know of a message, sent or pending. */
export interface GroupItem {
  /** Stable: it identifies the row. */
  readonly key: string;
  readonly authorId: string | null;
  /** When, ISO 8601. */
  readonly at: string;
  readonly kind: 'message' | 'system';
  readonly failed?: boolean;
}

/**
 * A thread as it is drawn: a separator for each local day, one divider above the first unread message, and groups of
 * messages that share one author line. `date` is `YYYY-MM-DD` in the reader's time zone.
 */
export type ThreadRow<Item extends GroupItem> =
  | { readonly row: 'day'; readonly key: string; readonly date: string; readonly at: string }
  | { readonly row: 'unread'; readonly key: string }
  | { readonly row: 'system'; readonly key: string; readonly item: Item }
  | { readonly row: 'group'; readonly key: string; readonly authorId: string | null; readonly items: readonly Item[] };

/** Messages of one author further apart than this are not one group. */
export const GROUP_GAP_MS = 5 * 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The local calendar day of an instant as `YYYY-MM-DD`. Throws a RangeError for an unknown time zone. */
export function localDay(at: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(new Date(at));
}

/**
 * Splits items, given in the order they are shown, into rows. A group is one author, one local day, less than five minutes
 * between neighbours; it breaks at the unread divider, at system messages and at a failed message.
 */
export function groupThread<Item extends GroupItem>(
  items: readonly Item[],
  options: { readonly timeZone: string; readonly firstUnreadKey?: string | null },
): ThreadRow<Item>[] {
  const rows: ThreadRow<Item>[] = [];
  let day: string | null = null;
  let group: { row: 'group'; key: string; authorId: string | null; items: Item[] } | null = null;
  for (const item of items) {
    const itemDay = localDay(item.at, options.timeZone);
    if (itemDay !== day) {
      day = itemDay;
      group = null;
      rows.push({ row: 'day', key: `day:${itemDay}:${item.key}`, date: itemDay, at: item.at });
    }
    if (item.key === options.firstUnreadKey) {
      group = null;
      rows.push({ row: 'unread', key: 'unread' });
    }
    if (item.kind === 'system') {
      group = null;
      rows.push({ row: 'system', key: item.key, item });
    } else if (group && continuesGroup(group, item)) group.items.push(item);
    else {
      group = { row: 'group', key: item.key, authorId: item.authorId, items: [item] };
      rows.push(group);
    }
  }
  return rows;
}

function continuesGroup<Item extends GroupItem>(
  group: { readonly authorId: string | null; readonly items: readonly Item[] },
  item: Item,
): boolean {
  const last = group.items.at(-1);
  if (!last || group.authorId !== item.authorId || item.failed === true || last.failed === true) return false;
  return Math.abs(Date.parse(item.at) - Date.parse(last.at)) < GROUP_GAP_MS;
}
