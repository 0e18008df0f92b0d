import { groupThread } from '@natter/model';
import type { Conversation, Message, Person, UserId } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { Fragment, memo, useMemo } from 'react';
import type { MessageItemProps, ThreadMessage } from '../base/slot-props.ts';
import { dayLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { systemText } from '../life/system-text.ts';
import { statusOf, type ThreadEntry } from './thread-entries.ts';
import type { Visit } from './use-visit.ts';

interface MessageRowsProps {
  readonly entries: readonly ThreadEntry[];
  readonly conversation: Conversation | null;
  readonly people: ReadonlyMap<UserId, Person>;
  readonly visit: Visit | null;
  readonly focusKey: string | null;
  /** Changes at the viewer's midnight, when Today becomes Yesterday. */
  readonly today: number;
  /** The `seq` of the message that one was just brought to. */
  readonly highlighted: number | null;
  /** Which `seq` I have starred. */
  readonly starred: ReadonlySet<number>;
  readonly onOpenQuote: (seq: number) => void;
  readonly onMenu: MessageItemProps['onMenu'];
  readonly onRetry: MessageItemProps['onRetry'];
  readonly onDiscard: MessageItemProps['onDiscard'];
  readonly onEdit?: MessageItemProps['onEdit'];
}

function positionIn(index: number, length: number): MessageItemProps['position'] {
  if (length === 1) return 'only';
  if (index === 0) return 'first';
  return index === length - 1 ? 'last' : 'middle';
}

function SystemLine({ entry, people }: Pick<MessageRowsProps, 'people'> & { readonly entry: ThreadEntry }) {
  const { t, locale } = useUi();
  const me = useNatterClient().userId;
  if (entry.entry.kind !== 'sent') return null;
  return (
    <p className="ntr-system" data-key={entry.key} data-seq={entry.seq ?? undefined} dir="auto">
      {systemText(entry.entry.message, people, { t, me, locale })}
    </p>
  );
}

/** Finds the message that another one answers, where it is loaded. */
function useQuotedOf(entries: readonly ThreadEntry[]): (entry: ThreadMessage) => Message | null {
  return useMemo(() => {
    const byId = new Map<string, Message>();
    for (const { entry } of entries) if (entry.kind === 'sent') byId.set(entry.message.id, entry.message);
    return (entry) => {
      const id = entry.kind === 'sent' ? entry.message.replyTo?.messageId : entry.message.replyToId;
      return byId.get(id ?? '') ?? null;
    };
  }, [entries]);
}

/** The lines of a thread: days, the unread divider, system lines, and groups of one author. */
export const MessageRows = memo(function MessageRows(props: MessageRowsProps) {
  const { entries, conversation, people, visit, focusKey } = props;
  const ui = useUi();
  const { t, slots } = ui;
  const me = useNatterClient().userId;
  const quotedOf = useQuotedOf(entries);
  const rows = groupThread(entries, { timeZone: ui.timeZone, firstUnreadKey: visit?.firstUnreadKey ?? null });
  const nobody = (userId: UserId | null): Person => ({
    userId: userId ?? 'unknown',
    displayName: t('app.unknownPerson'),
    avatarUrl: null,
  });
  return rows.map((row) => {
    if (row.row === 'day') {
      const label = dayLabel(row.at, props.today, ui);
      return (
        <div key={row.key} data-day={label}>
          <slots.DateSeparator label={label} dateTime={row.date} />
        </div>
      );
    }
    if (row.row === 'unread') return <slots.UnreadDivider key={row.key} count={visit?.unreadCount ?? 0} />;
    if (row.row === 'system') return <SystemLine key={row.key} entry={row.item} people={people} />;
    const isOwn = row.authorId === me;
    const author = (row.authorId === null ? undefined : people.get(row.authorId)) ?? nobody(row.authorId);
    return (
      <Fragment key={row.key}>
        {row.items.map((each, index) => {
          const status = statusOf(each.entry, me, conversation);
          const next = row.items[index + 1];
          // The last of a group tells for all above it, unless one of them stands elsewhere.
          const isTold = next !== undefined && statusOf(next.entry, me, conversation) === status;
          return (
            <slots.MessageItem
              key={each.key}
              entry={each.entry}
              isOwn={isOwn}
              author={author}
              people={people}
              position={positionIn(index, row.items.length)}
              showsMeta={!isTold}
              status={status}
              isFocusStop={each.key === focusKey}
              quoted={quotedOf(each.entry)}
              isHighlighted={each.seq !== null && each.seq === props.highlighted}
              isStarred={each.seq !== null && props.starred.has(each.seq)}
              isGroup={conversation?.type === 'group'}
              // Where only admins write, the others react and vote.
              isReadOnly={conversation?.can.send === false && conversation.can.whyNot !== 'admins'}
              onOpenQuote={props.onOpenQuote}
              onMenu={props.onMenu}
              onRetry={props.onRetry}
              onDiscard={props.onDiscard}
              onEdit={props.onEdit}
            />
          );
        })}
      </Fragment>
    );
  });
});
