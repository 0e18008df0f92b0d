import type { Conversation, Message, Person } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type ReactNode, useCallback, useState } from 'react';
import { Later } from '../base/later.tsx';
import { peerOf } from '../base/names.ts';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import type { ThreadMessage } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useFeature } from '../base/use-standing.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
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
  /** Shows the message with this `seq`. */
  readonly openQuote: (seq: number) => void;
  readonly pending: PendingActions;
}

interface MessageActions {
  readonly actionsFor: (entry: ThreadMessage) => MenuAction[];
  /** The question that is being asked, to be rendered somewhere; null: none is. */
  readonly dialog: ReactNode;
}

/** Whole minutes in which a message can still be deleted for everyone, the last one begun included; 0: it is too late. */
export function minutesLeft(message: Pick<Message, 'createdAt'>, serverNow: number): number {
  return Math.max(0, Math.ceil((Date.parse(message.createdAt) + LIMITS.deleteForEveryoneMs - serverNow) / 60_000));
}

/** What one may do with a message: copy it, go to what it answers, look at its details, report it, delete it. */
export function useMessageActions({ conversation, openQuote, pending }: ThreadForMenu): MessageActions {
  const client = useNatterClient();
  const { tell } = useUi();
  const t = useMoreTexts(enLater);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = useCallback(() => setAsked(null), []);
  const [canDelete, canReport] = [useFeature('deletion'), useFeature('reporting')];
  const peer = peerOf(conversation, client.userId);

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
    const left = minutesLeft(message, client.serverNow());
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
    const actions: MenuAction[] = [];
    const isThere = message.deletedAt === null;
    if (isThere && message.replyTo !== null && message.replyTo.preview !== null) {
      const { seq } = message.replyTo;
      actions.push({ id: 'quote', label: t('quote.action'), icon: 'quote', run: () => openQuote(seq) });
    }
    if (isThere) {
      const run = () => setAsked({ what: 'details', message });
      actions.push({ id: 'details', label: t('message.details'), icon: 'info', run });
    }
    const author = conversation.participants.find((each) => each.userId === message.senderId);
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
  const actionsFor = (entry: ThreadMessage): MenuAction[] => {
    const { content } = entry.message;
    const first: MenuAction[] =
      content === null ? [] : [{ id: 'copy', label: t('message.copy'), icon: 'copy', run: () => copy(content) }];
    return [...first, ...(entry.kind === 'sent' ? ofSent(entry.message) : ofPending(entry))];
  };

  const dialogOf = (shown: Asked): ReactNode => {
    if (shown.what === 'block')
      return <Later load={loadBlockDialog} props={{ person: shown.person, onClose: close }} />;
    const { message } = shown;
    if (shown.what === 'details')
      return <Later load={loadMessageDetails} props={{ message, conversation, onClose: close }} />;
    if (shown.what === 'everyone') {
      const name = peer?.displayName ?? t('app.unknownPerson');
      return (
        <Later
          load={loadDeleteForEveryone}
          props={{ message, name, minutes: minutesLeft(message, client.serverNow()), onClose: close, onFailed: fail }}
        />
      );
    }
    const { author } = shown;
    const onBlock = conversation.blocked === true ? undefined : () => setAsked({ what: 'block', person: author });
    return <Later load={loadReportDialog} props={{ message, author, onClose: close, onBlock }} />;
  };
  return { actionsFor, dialog: asked === null ? null : dialogOf(asked) };
}
