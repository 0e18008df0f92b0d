import { isMuted } from '@natter/model';
import type { Conversation, ConversationPatch } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useStanding } from '../base/use-standing.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { enInbox } from './en-inbox.ts';
import { type MuteTime, muteEnd, muteEndLabel } from './mute-times.ts';
import type { RowAction } from './row-keys.ts';

/** How long what was done here can be taken back (ms). */
const UNDO_MS = 5_000;

export const isUnread = ({ markedUnread, unreadCount }: Conversation) => markedUnread || unreadCount > 0;

/**
 * What one does with a conversation at once: it shows at once, is said with an "Undo" for five seconds, and comes back with the
 * reason where the server refuses. `onGone` is called when it has been put out of sight.
 */
export function useConversationActions(onGone?: (conversation: Conversation) => void) {
  const client = useNatterClient();
  const ui = useUi();
  const { tell } = ui;
  const t = useMoreTexts(enInbox);
  const canArchive = useStanding().config?.features.archive !== false;
  const isQuiet = (conversation: Conversation) => isMuted(conversation, client.serverNow());
  const fail = (cause: unknown) =>
    tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), ui.t) }));
  const patch = ({ id }: Conversation, change: ConversationPatch) => {
    client.conversations.patch(id, change).catch(fail);
  };
  const tellUndo = (text: string, run: () => void) => tell(text, { label: t('app.undo'), forMs: UNDO_MS, run });
  /** Changes it, and says so with the way back. */
  const change = (conversation: Conversation, to: ConversationPatch, back: ConversationPatch, text: string) => {
    patch(conversation, to);
    tellUndo(text, () => patch(conversation, back));
  };
  const mute = (conversation: Conversation, time: MuteTime) => {
    const nowMs = client.serverNow();
    const mutedUntil = muteEnd(time, nowMs);
    const until = muteEndLabel(mutedUntil, nowMs, ui);
    const text = until === null ? t('conversation.muted') : t('conversation.mutedUntil', { until });
    change(conversation, { mutedUntil }, { mutedUntil: null }, text);
  };
  const unmute = (conversation: Conversation) => {
    const { mutedUntil } = conversation;
    change(conversation, { mutedUntil: null }, { mutedUntil }, t('conversation.unmuted'));
  };
  const markRead = (conversation: Conversation) => {
    if (conversation.markedUnread) patch(conversation, { markedUnread: false });
    if (conversation.unreadCount === 0) return;
    // A handle of its own: the mark is durable and told whether or not the thread is ever shown.
    const thread = client.messages.open(conversation.id);
    thread.markRead(conversation.lastSeq);
    thread.close();
  };
  const markUnread = (conversation: Conversation) => {
    change(conversation, { markedUnread: true }, { markedUnread: false }, t('conversation.markedUnread'));
    onGone?.(conversation);
  };
  const archive = (conversation: Conversation) => {
    // Its key is there whatever the deployment has.
    if (!canArchive) return;
    const { isArchived } = conversation;
    const text = t(isArchived ? 'conversation.unarchived' : 'conversation.archived');
    change(conversation, { isArchived: !isArchived }, { isArchived }, text);
    if (!isArchived) onGone?.(conversation);
  };
  const remove = (conversation: Conversation) => {
    const undo = new AbortController();
    client.conversations.remove(conversation.id, { afterMs: UNDO_MS, signal: undo.signal }).catch(fail);
    tellUndo(t('conversation.deleted'), () => undo.abort());
    onGone?.(conversation);
  };
  /** Does what a key, a swipe or the menu asks for. Muting, which needs a length, is `mute`. */
  const run = (what: Exclude<RowAction, 'mute'> | 'unmute', conversation: Conversation): void => {
    if (what === 'pin') patch(conversation, { isPinned: !conversation.isPinned });
    else if (what === 'unmute') unmute(conversation);
    else if (what === 'unread') (isUnread(conversation) ? markRead : markUnread)(conversation);
    else if (what === 'archive') archive(conversation);
    else if (what === 'delete') remove(conversation);
    else ui.takeBack();
  };
  return { run, mute, isQuiet };
}
