import { isMuted } from '@natter/model';
import type { Conversation, ConversationPatch, Person } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type ReactNode, useCallback, useState } from 'react';
import { Later } from '../base/later.tsx';
import { peerOf } from '../base/names.ts';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useFeature } from '../base/use-standing.ts';
import { ConfirmDialog } from '../parts/dialog.tsx';
import type { MenuAction } from '../parts/menu.tsx';
import { useUnblock } from '../safety/use-unblock.ts';

const loadBlockDialog = async () => (await import('../safety/dialogs.ts')).BlockDialog;
const loadConversationDetails = async () => (await import('../safety/dialogs.ts')).ConversationDetails;

/** "Until I say otherwise", as an instant. */
const FOR_EVER = '9999-12-31T23:59:59.000Z';

type Asked =
  | { readonly what: 'delete' | 'details'; readonly conversation: Conversation }
  | { readonly what: 'block'; readonly person: Person };

interface ConversationActions {
  readonly actionsFor: (conversation: Conversation) => MenuAction[];
  /** The question that is being asked, to be rendered somewhere. */
  readonly dialog: ReactNode;
}

/** What one may do with a conversation as a whole. `onGone` is called when it has been put out of sight. */
export function useConversationActions(onGone?: (conversation: Conversation) => void): ConversationActions {
  const client = useNatterClient();
  const { t, tell } = useUi();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = useCallback(() => setAsked(null), []);
  const canBlock = useFeature('blocking');
  const { unblock } = useUnblock();
  const fail = (cause: unknown) => tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), t) }));
  const patch = (conversation: Conversation, change: ConversationPatch) => {
    client.conversations.patch(conversation.id, change).catch(fail);
  };
  const putAway = (conversation: Conversation, change: ConversationPatch) => {
    patch(conversation, change);
    onGone?.(conversation);
  };
  const archive = (conversation: Conversation) => {
    putAway(conversation, { isArchived: true });
    tell(t('conversation.archived'), { label: t('app.undo'), run: () => patch(conversation, { isArchived: false }) });
  };
  const markRead = (conversation: Conversation) => {
    if (conversation.markedUnread) patch(conversation, { markedUnread: false });
    if (conversation.unreadCount === 0) return;
    // A handle of its own: the mark is durable and told whether or not the thread is ever shown.
    const thread = client.messages.open(conversation.id);
    thread.markRead(conversation.lastSeq);
    thread.close();
  };
  const remove = (conversation: Conversation) => {
    setAsked(null);
    client.conversations.remove(conversation.id).then(() => onGone?.(conversation), fail);
  };

  const readAction = (conversation: Conversation): MenuAction => {
    const isUnread = conversation.markedUnread || conversation.unreadCount > 0;
    return {
      id: 'unread',
      label: t(isUnread ? 'conversation.markRead' : 'conversation.markUnread'),
      icon: isUnread ? 'check' : 'unread',
      run: () => (isUnread ? markRead(conversation) : putAway(conversation, { markedUnread: true })),
    };
  };

  const blockAction = (conversation: Conversation): MenuAction[] => {
    const person = peerOf(conversation, client.userId);
    if (!canBlock || person === null) return [];
    const isBlocked = conversation.blocked === true;
    return [
      {
        id: 'block',
        label: t(isBlocked ? 'conversation.unblock' : 'conversation.block'),
        icon: 'block',
        run: () => {
          if (!isBlocked) setAsked({ what: 'block', person });
          // Whether it worked it says itself.
          else unblock(person).catch(() => undefined);
        },
      },
    ];
  };

  const actionsFor = (conversation: Conversation): MenuAction[] => {
    const { isPinned, isArchived } = conversation;
    const isQuiet = isMuted(conversation, client.serverNow());
    return [
      {
        id: 'pin',
        label: t(isPinned ? 'conversation.unpin' : 'conversation.pin'),
        icon: isPinned ? 'unpin' : 'pin',
        run: () => patch(conversation, { isPinned: !isPinned }),
      },
      {
        id: 'mute',
        label: t(isQuiet ? 'conversation.unmute' : 'conversation.mute'),
        icon: isQuiet ? 'unmute' : 'mute',
        run: () => patch(conversation, { mutedUntil: isQuiet ? null : FOR_EVER }),
      },
      readAction(conversation),
      {
        id: 'archive',
        label: t(isArchived ? 'conversation.unarchive' : 'conversation.archive'),
        icon: 'archive',
        run: () => (isArchived ? patch(conversation, { isArchived: false }) : archive(conversation)),
      },
      {
        id: 'details',
        label: t('conversation.details'),
        icon: 'info',
        run: () => setAsked({ what: 'details', conversation }),
      },
      ...blockAction(conversation),
      {
        id: 'delete',
        label: t('conversation.delete'),
        icon: 'trash',
        isDestructive: true,
        run: () => setAsked({ what: 'delete', conversation }),
      },
    ];
  };

  const dialogOf = (shown: Asked): ReactNode => {
    if (shown.what === 'block')
      return <Later load={loadBlockDialog} props={{ person: shown.person, onClose: close }} />;
    const { conversation } = shown;
    if (shown.what === 'details') {
      const onBlock = (person: Person) => setAsked({ what: 'block', person });
      return (
        <Later load={loadConversationDetails} props={{ conversation, me: client.userId, onClose: close, onBlock }} />
      );
    }
    const name = peerOf(conversation, client.userId)?.displayName ?? t('app.unknownPerson');
    return (
      <ConfirmDialog
        title={t('conversation.delete.title')}
        text={t('conversation.delete.text', { name })}
        confirmLabel={t('conversation.delete.confirm')}
        onConfirm={() => remove(conversation)}
        onCancel={close}
      />
    );
  };
  return { actionsFor, dialog: asked === null ? null : dialogOf(asked) };
}
