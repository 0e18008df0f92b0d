import type { InboxItem } from '@natter/client';
import { lastActivity, receiptOf } from '@natter/model';
import type { Person, UserId } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { faceOf, isNoteToSelf } from '../base/names.ts';
import type { ConversationItemProps, SendStatus } from '../base/slot-props.ts';
import { fullTime, rowTime, untilLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { useToday } from '../base/use-today.ts';
import { systemText } from '../life/system-text.ts';
import { Icon } from '../parts/icon.tsx';
import { OfficeBadge } from '../parts/office-badge.tsx';
import { typingText } from '../parts/separators.tsx';
import { type RowPreview, rowPreview } from './row-preview.ts';
import { useIsMuted } from './use-is-muted.ts';

/** Everybody a row may name. */
const peopleOf = ({ conversation, people = [] }: InboxItem): ReadonlyMap<UserId, Person> =>
  new Map([...people, ...conversation.participants].map((each) => [each.userId, each]));

interface PreviewProps {
  readonly preview: RowPreview;
  readonly item: InboxItem;
}

function Preview({ preview, item }: PreviewProps) {
  const { t, locale } = useUi();
  const me = useNatterClient().userId;
  const { participants, type, lastMessage } = item.conversation;
  const isGroup = type === 'group';
  const nameOf = (id: UserId) => peopleOf(item).get(id)?.displayName ?? t('app.unknownPerson');
  if (preview.kind === 'system') return <i>{systemText(preview.message, peopleOf(item), { t, me, locale })}</i>;
  if (preview.kind === 'typing' && isGroup)
    return <span className="ntr-row__typing">{typingText(item.typing.map(nameOf), t)}</span>;
  if (preview.kind === 'typing') return <span className="ntr-row__typing">{t('typing.short')}</span>;
  if (preview.kind === 'deleted') return <i>{t('row.deleted')}</i>;
  if (preview.kind === 'empty') return <i>{t('row.empty')}</i>;
  if (preview.kind === 'draft') {
    return (
      <>
        <span className="ntr-row__draft">{t('row.draft')}</span> <bdi>{preview.text}</bdi>
      </>
    );
  }
  // Bare, so that it decides the direction of the line and is cut at its own end; `auto` does not look into a `bdi`.
  const text = preview.isPoll ? t('row.poll', { text: preview.text }) : preview.text;
  if (preview.kind === 'message' && !preview.isOwn && isGroup && lastMessage?.senderId)
    return <bdi>{t('row.by', { name: nameOf(lastMessage.senderId), text })}</bdi>;
  // Among one's notes there is nobody else to be told from.
  if ((preview.kind === 'message' && !preview.isOwn) || (participants.length === 1 && !isGroup)) return text;
  return <bdi>{t('row.you', { text })}</bdi>;
}

function UnreadBadge({ count, isMarked, isQuiet }: { count: number; isMarked: boolean; isQuiet: boolean }) {
  const { t } = useUi();
  if (count === 0 && !isMarked) return null;
  const words =
    count === 0 ? t('row.markedUnread') : count > 99 ? t('row.unreadMany', { count: 99 }) : t('row.unread', { count });
  return (
    <span className="ntr-badge" data-quiet={isQuiet || undefined} data-dot={count === 0 || undefined}>
      <span aria-hidden="true">{count === 0 ? '' : count > 99 ? '99+' : count}</span>
      <span className="ntr-hidden">{words}</span>
    </span>
  );
}

/** That it is muted, and until when where that has an end. */
function MuteMark({ until }: { readonly until: string }) {
  const ui = useUi();
  const words = until.startsWith('9999') ? ui.t('row.muted') : ui.t('row.mutedUntil', { until: untilLabel(until, ui) });
  return (
    <span className="ntr-row__mark" title={words}>
      <Icon name="mute" size={14} />
      <span className="ntr-hidden">{words}</span>
    </span>
  );
}

/** How far the newest own message has come; nothing where the newest is somebody else's, or a note that nobody receives. */
function useRowStatus({ item }: ConversationItemProps): SendStatus | null {
  const me = useNatterClient().userId;
  if (item.lastPending !== null) return item.lastPending.state;
  const last = item.conversation.lastMessage;
  return last === null || isNoteToSelf(item.conversation, me) ? null : receiptOf(last, me, item.conversation);
}

/** What one row of the inbox shows of a conversation. The list around it makes it an option and handles the keys. */
export function ConversationItem(props: ConversationItemProps) {
  const { item, isSelected, presence } = props;
  const client = useNatterClient();
  const ui = useUi();
  const { t, slots } = ui;
  const today = useToday();
  const { conversation } = item;
  const peer = faceOf(conversation, client.userId, t);
  const isNote = isNoteToSelf(conversation, client.userId);
  const status = useRowStatus(props);
  const preview = rowPreview(item, client.userId, isSelected, useFormatting().plain);
  const isQuiet = useIsMuted(conversation);
  const isUnread = conversation.unreadCount > 0 || conversation.markedUnread;
  const at = item.lastPending?.createdAt ?? lastActivity(conversation);
  return (
    <div className="ntr-row" data-unread={isUnread || undefined} data-quiet={isQuiet || undefined}>
      {peer !== null && (
        <slots.Avatar
          person={peer}
          size="m"
          online={!isNote && presence?.status === 'online'}
          isNote={isNote}
          isGroup={conversation.type === 'group'}
        />
      )}
      <div className="ntr-row__text">
        <div className="ntr-row__line">
          <span className="ntr-row__name" dir="auto">
            {peer?.displayName ?? t('app.unknownPerson')}
          </span>
          {isQuiet && <MuteMark until={conversation.mutedUntil ?? ''} />}
          <time className="ntr-row__time" dateTime={at} title={fullTime(at, ui)}>
            {rowTime(at, today, ui)}
          </time>
        </div>
        <div className="ntr-row__line">
          {peer !== null && <OfficeBadge person={peer} />}
          {status !== null && (preview.kind === 'message' || preview.kind === 'pending') && (
            <slots.Ticks status={status} />
          )}
          <span className="ntr-row__preview" dir="auto">
            <Preview preview={preview} item={item} />
          </span>
          {conversation.isPinned && (
            <span className="ntr-row__mark">
              <Icon name="pin" size={14} />
              <span className="ntr-hidden">{t('row.pinned')}</span>
            </span>
          )}
          <UnreadBadge count={conversation.unreadCount} isMarked={conversation.markedUnread} isQuiet={isQuiet} />
        </div>
      </div>
    </div>
  );
}
