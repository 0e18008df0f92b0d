import type { Conversation, Message, Person, UserId } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type ReactNode, type RefObject, useCallback, useState } from 'react';
import { Later } from '../base/later.tsx';
import { nameOf } from '../base/names.ts';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import type { ComposerHandle, MessageRequest, ThreadMessage } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useFeature } from '../base/use-standing.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { minutesToDelete } from '../life/time-left.ts';
import { useLifeActions } from '../life/use-life-actions.tsx';
import type { MenuAction } from '../parts/menu.tsx';
import type { PendingActions } from './use-pending-actions.ts';

const loadBlockDialog = async () => (await import('../safety/dialogs.ts')).BlockDialog;
const loadReportDialog = async () => (await import('../safety/dialogs.ts')).ReportDialog;
const loadMessageDetails = async () => (await import('../safety/dialogs.ts')).MessageDetails;
const loadDeleteForEveryone = async () => (await import('../safety/dialogs.ts')).DeleteForEveryone;

/** How long a deletion for me can be taken back. */
const UNDO_MS = 5_000;

type Asked =
  | { readonly what: 'details'; readonly message: Message }
  | { readonly what: 'everyone'; readonly message: Message }
  | { readonly what: 'report'; readonly message: Message; readonly author: Person }
  | { readonly what: 'block'; readonly person: Person };

/** What the thread around a message does for its menu. */
export interface ThreadForMenu {
  readonly conversation: Conversation;
  readonly people: ReadonlyMap<UserId, Person>;
  /** Which `seq` I have starred. */
  readonly starred: ReadonlySet<number>;
  /** The message box, where there is one. */
  readonly composer: RefObject<ComposerHandle | null>;
  /** Shows the message with this `seq`. */
  readonly openQuote: (seq: number) => void;
  readonly pending: PendingActions;
}

interface MessageActions {
  readonly actionsFor: (entry: ThreadMessage) => MenuAction[];
  /** The quick row above them, where one may react. */
  readonly bar: (onDone: () => void) => ReactNode;
  /** The question that is being asked, to be rendered somewhere; null: none is. */
  readonly dialog: ReactNode;
}

/** What one may do with a message: copy it, go to what it answers, look at its details, report it, delete it. */
export function useMessageActions(
  thread: ThreadForMenu & { readonly anchor: DOMRect },
  about: ThreadMessage,
  what: MessageRequest,
): MessageActions {
  const { conversation, openQuote, pending, composer } = thread;
  const client = useNatterClient();
  const { tell } = useUi();
  const t = useMoreTexts(enLater);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = useCallback(() => setAsked(null), []);
  const edit = conversation.can.send ? (entry: ThreadMessage) => composer.current?.edit(entry) : null;
  const life = useLifeActions({ ...thread, edit }, what === 'who' && about.kind === 'sent' ? about.message : null);
  const [canDelete, canReport] = [useFeature('deletion'), useFeature('reporting')];

  const copy = (text: string) => {
    navigator.clipboard.writeText(text).then(
      () => tell(t('message.copied')),
      () => tell(t('message.copyFailed')),
    );
  };
  const fail = (cause: unknown) => tell(t('message.actionFailed', { detail: refusalText(refusalOf(cause), t) }));
  const deleteForMe = ({ conversationId, id }: Message) => {
    const undo = new AbortController();
    client.messages.delete(conversationId, id, { afterMs: UNDO_MS, signal: undo.signal }).catch(fail);
    tell(t('message.deletedForMe'), { label: t('app.undo'), forMs: UNDO_MS, run: () => undo.abort() });
  };

  const markUnread = ({ conversationId, seq }: Message) => {
    client.conversations
      .patch(conversationId, { markedUnread: true, unreadFrom: seq })
      .then(() => tell(t('message.markedUnread')), fail);
  };

  const deletions = (message: Message): MenuAction[] => {
    if (!canDelete) return [];
    const actions: MenuAction[] = [
      {
        id: 'delete',
        label: t('message.deleteForMe'),
        icon: 'trash',
        isDestructive: true,
        run: () => deleteForMe(message),
      },
    ];
    const left = minutesToDelete(message, client.serverNow());
    if (message.senderId === client.userId && message.deletedAt === null && left > 0) {
      actions.push({
        id: 'delete-for-everyone',
        label: t('message.deleteForEveryone'),
        hint: t('message.minutesLeft', { count: left }),
        icon: 'trash',
        isDestructive: true,
        run: () => setAsked({ what: 'everyone', message }),
      });
    }
    return actions;
  };
  const ofSent = (message: Message): MenuAction[] => {
    const actions: MenuAction[] = [...life.keepingOf(message)];
    const isThere = message.deletedAt === null;
    if (isThere && message.replyTo !== null && message.replyTo.preview !== null) {
      const { seq } = message.replyTo;
      actions.push({ id: 'quote', label: t('quote.action'), icon: 'quote', run: () => openQuote(seq) });
    }
    actions.push(...life.pastOf(message));
    if (isThere) {
      const run = () => setAsked({ what: 'details', message });
      actions.push({ id: 'details', label: t('message.details'), icon: 'info', run });
    }
    if (isThere && message.senderId !== null) {
      const run = () => markUnread(message);
      actions.push({ id: 'unread', label: t('message.unreadFromHere'), icon: 'unread', run });
    }
    const author = thread.people.get(message.senderId ?? '');
    if (canReport && message.content !== null && author !== undefined && author.userId !== client.userId) {
      const run = () => setAsked({ what: 'report', message, author });
      actions.push({ id: 'report', label: t('message.report'), icon: 'flag', run });
    }
    return [...actions, ...deletions(message)];
  };
  const ofPending = (entry: ThreadMessage): MenuAction[] => {
    if (entry.kind !== 'pending' || entry.message.state === 'sending') return [];
    const hasFailed = entry.message.state === 'failed';
    const label = t(hasFailed ? 'message.discard' : 'message.cancelSending');
    const run = () => pending.discard(entry);
    const away: MenuAction = { id: 'discard', label, icon: 'trash', isDestructive: true, run };
    if (!hasFailed) return [away];
    return [{ id: 'retry', label: t('message.retry'), icon: 'retry', run: () => pending.retry(entry) }, away];
  };
  const answer = (entry: ThreadMessage): MenuAction[] => {
    if (entry.kind !== 'sent' || entry.message.deletedAt !== null || !conversation.can.send) return [];
    const { message } = entry;
    const run = () => composer.current?.reply(message);
    return [{ id: 'reply', label: t('message.reply'), icon: 'reply', run }];
  };
  const actionsFor = (entry: ThreadMessage): MenuAction[] => {
    const { content } = entry.message;
    const first: MenuAction[] =
      content === null ? [] : [{ id: 'copy', label: t('message.copy'), icon: 'copy', run: () => copy(content) }];
    return [
      ...answer(entry),
      ...life.editOf(entry),
      ...first,
      ...(entry.kind === 'sent' ? ofSent(entry.message) : ofPending(entry)),
    ];
  };

  const dialogOf = (shown: Asked): ReactNode => {
    if (shown.what === 'block')
      return <Later load={loadBlockDialog} props={{ person: shown.person, onClose: close }} />;
    const { message } = shown;
    if (shown.what === 'details')
      return <Later load={loadMessageDetails} props={{ message, conversation, onClose: close }} />;
    if (shown.what === 'everyone') {
      const name = nameOf(conversation, client.userId, t);
      const who = conversation.type === 'group' ? t('everyone.inGroup', { name }) : name;
      return <Later load={loadDeleteForEveryone} props={{ message, name: who, onClose: close, onFailed: fail }} />;
    }
    const { author } = shown;
    const onBlock = conversation.blocked === true ? undefined : () => setAsked({ what: 'block', person: author });
    return <Later load={loadReportDialog} props={{ message, author, onClose: close, onBlock }} />;
  };
  const bar = (onDone: () => void) => life.barOf(about, onDone);
  return { actionsFor, bar, dialog: asked === null ? life.dialog : dialogOf(asked) };
}
