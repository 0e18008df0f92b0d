import type { Message, Person } from '@natter/protocol';
import { type CSSProperties, type MouseEvent, memo, type PointerEvent } from 'react';
import { hueOf, nameWithOffice } from '../base/names.ts';
import type { MessageItemProps, SendStatus } from '../base/slot-props.ts';
import { clockTime, fullTime } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { useStanding } from '../base/use-standing.ts';
import { useLongPress } from '../inbox/use-long-press.ts';
import { PollSlot } from '../life/poll-slot.tsx';
import { ReactionChips } from '../life/reaction-chips.tsx';
import { isTimed } from '../life/timed.ts';
import { Icon } from '../parts/icon.tsx';
import { type Named, PersonName } from '../parts/person-name.tsx';
import { MessageQuote, useQuoteAuthor, useQuoted } from './message-quote.tsx';
import { MessageText } from './message-text.tsx';
import { PendingLine } from './pending-line.tsx';

interface MetaProps {
  readonly at: string;
  readonly marks: Marks;
  readonly status: SendStatus | null;
}

function Meta({ at, marks, status }: MetaProps) {
  const ui = useUi();
  return (
    // Floats by the direction of the text, reads by that of the interface; with a direction of its own it does not count
    // when the browser works out the text's.
    <span className="ntr-message__meta">
      <span className="ntr-message__facts" dir={ui.direction}>
        {marks.starred && (
          <span className="ntr-message__star">
            <Icon name="star" size={12} />
          </span>
        )}
        {marks.timed && <Icon name="timer" size={12} />}
        {marks.edited && <span>{ui.t('message.edited')}</span>}
        <time dateTime={at} title={fullTime(at, ui)}>
          {clockTime(at, ui)}
        </time>
        {status !== null && <ui.slots.Ticks status={status} />}
      </span>
    </span>
  );
}

/** What this version can show; of anything newer it says that there is something. */
const SHOWN = new Set<string>(['text', 'poll'] satisfies Message['type'][]);

/** The words of a message as they are shown: null content is a deleted one. */
function useWords(entry: MessageItemProps['entry']): {
  readonly words: string;
  readonly isText: boolean;
  readonly isDeleted: boolean;
} {
  const { t } = useUi();
  const { content } = entry.message;
  const isShown = entry.kind === 'pending' || SHOWN.has(entry.message.type);
  if (content !== null && isShown) return { words: content, isText: true, isDeleted: false };
  const isDeleted = entry.kind === 'sent' && entry.message.deletedAt !== null;
  return { words: t(isDeleted ? 'message.deleted' : 'message.unsupported'), isText: false, isDeleted };
}

/** What is told of a message beside its words: seen as small signs, and heard. */
interface Marks {
  readonly forwarded: boolean;
  readonly starred: boolean;
  readonly timed: boolean;
  readonly edited: boolean;
}

const MARKS = ['forwarded', 'edited', 'starred', 'timed'] as const;

function useMarks({ entry, isStarred }: MessageItemProps): Marks {
  const { config } = useStanding();
  const message = entry.kind === 'sent' && entry.message.deletedAt === null ? entry.message : null;
  return {
    forwarded: message?.metadata?.['forwarded'] === true,
    starred: message !== null && isStarred === true,
    timed: message !== null && isTimed(message, config),
    edited: message !== null && message.editedAt !== null,
  };
}

interface QuoteView {
  readonly author: Named;
  readonly words: ReturnType<typeof useQuoted>;
  readonly seq: number;
}

/** What this message answers, as it is shown; null where it answers nothing. */
function useQuote({ entry, quoted, people }: MessageItemProps): QuoteView | null {
  const isDeleted = entry.kind === 'sent' && entry.message.deletedAt !== null;
  const replyTo = entry.kind === 'sent' && !isDeleted ? entry.message.replyTo : null;
  const original = isDeleted ? null : (quoted ?? null);
  const words = useQuoted(replyTo, entry.message.conversationId, original);
  const author = useQuoteAuthor(replyTo?.senderId ?? original?.senderId ?? null, people);
  const seq = replyTo?.seq ?? original?.seq;
  return seq === undefined ? null : { author, words, seq };
}

const isPollEntry = (entry: MessageItemProps['entry']) =>
  entry.kind === 'sent'
    ? entry.message.type === 'poll' && entry.message.deletedAt === null
    : entry.message.poll !== undefined;

function useLabel(props: MessageItemProps, words: string, quote: QuoteView | null, marks: Marks): string {
  const ui = useUi();
  const { plain } = useFormatting();
  const { isOwn, author, status, entry } = props;
  const name = isOwn ? ui.t('app.you') : nameWithOffice(author, ui.t);
  const quoted =
    quote === null
      ? ''
      : ui.t('quote.label', { author: nameWithOffice(quote.author, ui.t), text: quote.words?.text ?? '' });
  const said = isPollEntry(entry) ? ui.t('row.poll', { text: plain(words) }) : plain(words);
  const text = quoted === '' ? said : `${quoted} ${said}`;
  const told = [
    ...MARKS.filter((mark) => marks[mark]).map((mark) => ui.t(`message.${mark}`)),
    ...(entry.kind === 'sent' ? entry.message.reactions : []).map(({ emoji, count }) =>
      ui.t('reaction.label', { emoji, count }),
    ),
  ];
  const values = { author: name, time: fullTime(entry.message.createdAt, ui), text: [text, ...told].join('. ') };
  if (status === null) return ui.t('message.label', values);
  return ui.t('message.labelOwn', { ...values, status: ui.t(`status.${status}`) });
}

/** The colour that somebody has in their initials, for their name. */
const hueStyle = ({ userId }: Person): CSSProperties & Record<'--ntr-hue', number> => ({ '--ntr-hue': hueOf(userId) });

/** Entries are made anew for every picture of the thread; the message inside is the same object until it changed. */
function isSameMessage(before: MessageItemProps, after: MessageItemProps): boolean {
  const { entry: entryBefore, ...restBefore } = before;
  const { entry: entryAfter, ...restAfter } = after;
  if (entryBefore.kind !== entryAfter.kind || entryBefore.message !== entryAfter.message) return false;
  return (Object.keys(restBefore) as (keyof typeof restBefore)[]).every((key) => restBefore[key] === restAfter[key]);
}

/** One message in its bubble. A focus stop of the thread: Enter or the context menu opens its actions. */
export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { entry, isOwn, author, position, status, showsMeta, isFocusStop, people, onMenu } = props;
  const isGroup = props.isGroup === true;
  const { t, platform, slots } = useUi();
  const { words, isText, isDeleted } = useWords(entry);
  const quote = useQuote(props);
  const marks = useMarks(props);
  const label = useLabel(props, words, quote, marks);
  const message = entry.kind === 'sent' && !isDeleted ? entry.message : null;
  const hasReactions = message !== null && message.reactions.length > 0;
  const isReactive = useStanding().config?.features.reactions !== false;
  const isPoll = isPollEntry(entry);
  const seq = entry.kind === 'sent' ? entry.message.seq : undefined;
  const meta = showsMeta && (
    <Meta at={entry.message.createdAt} marks={marks} status={status === 'failed' ? null : status} />
  );
  const { wasLong, handlers } = useLongPress(platform, (at) => onMenu(entry, at));
  const openMenu = (event: MouseEvent<HTMLElement>) => {
    // A link keeps the browser's own menu, and so does selected text.
    if (event.target instanceof Element && event.target.closest('a') !== null) return;
    if (getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    onMenu(entry, new DOMRect(event.clientX, event.clientY, 0, 0));
  };
  return (
    <article
      className="ntr-message"
      data-own={isOwn || undefined}
      data-group={(isGroup && !isOwn) || undefined}
      data-position={position}
      data-status={status ?? undefined}
      data-seq={seq}
      data-highlight={props.isHighlighted || undefined}
      data-key={entry.kind === 'sent' ? (entry.message.clientId ?? entry.message.id) : entry.message.clientId}
      aria-label={label}
      tabIndex={isFocusStop ? 0 : -1}
    >
      {!isOwn && (isGroup || author.office) && (position === 'first' || position === 'only') && (
        <p className="ntr-message__author" aria-hidden="true" style={isGroup ? hueStyle(author) : undefined}>
          <PersonName person={author} />
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keyboard's way to the same menu is Enter on the message. */}
      <div
        className="ntr-message__line"
        onContextMenu={openMenu}
        {...handlers}
        onPointerDown={(event: PointerEvent) => {
          if (event.target instanceof Element && event.target.closest('a') === null) handlers.onPointerDown(event);
        }}
        onClickCapture={(event) => {
          // The end of a long press is no press on what is in the message.
          if (wasLong()) event.stopPropagation();
        }}
      >
        {isGroup && !isOwn && (position === 'last' || position === 'only') && (
          <span className="ntr-message__face" aria-hidden="true">
            <slots.Avatar person={author} size="xs" />
          </span>
        )}
        <div className="ntr-message__bubble" data-gone={!isText || undefined}>
          {quote !== null && (
            <MessageQuote author={quote.author} words={quote.words} onOpen={() => props.onOpenQuote?.(quote.seq)} />
          )}
          {marks.forwarded && (
            <p className="ntr-message__forwarded">
              <Icon name="quote" size={14} />
              {t('message.forwarded')}
            </p>
          )}
          {isText ? (
            <MessageText content={words} mentions={entry.message.mentions} people={people} meta={!isPoll && meta} />
          ) : (
            <p className="ntr-message__text">
              {isDeleted && <Icon name="block" size={15} />} {words}
              {meta}
            </p>
          )}
          {isPoll && isText && <PollSlot entry={entry} isReadOnly={props.isReadOnly === true} />}
          {isPoll && isText && meta}
        </div>
        <button
          type="button"
          className="ntr-icon-button ntr-message__menu"
          aria-label={t('message.menu')}
          tabIndex={-1}
          onClick={(event) => onMenu(entry, event.currentTarget.getBoundingClientRect())}
        >
          <Icon name="more" size={18} />
        </button>
        {message !== null && isReactive && props.isReadOnly !== true && (
          <button
            type="button"
            className="ntr-icon-button ntr-message__react"
            aria-label={t('message.react')}
            tabIndex={-1}
            onClick={(event) => onMenu(entry, event.currentTarget.getBoundingClientRect(), 'react')}
          >
            <Icon name="smile" size={18} />
          </button>
        )}
      </div>
      {message !== null && hasReactions && isReactive && (
        <ReactionChips
          message={message}
          isReadOnly={props.isReadOnly === true}
          onWho={() => onMenu(entry, new DOMRect(), 'who')}
        />
      )}
      {entry.kind === 'pending' && (
        <PendingLine entry={entry} onRetry={props.onRetry} onDiscard={props.onDiscard} onEdit={props.onEdit} />
      )}
    </article>
  );
}, isSameMessage);
