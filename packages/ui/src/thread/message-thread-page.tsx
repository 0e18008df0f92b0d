import type { Conversation, ConversationId } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import { useNatterClient, usePresence, useThread, useTyping } from '@natter/react';
import { useEffect, useRef } from 'react';
import { faceOf, isNoteToSelf } from '../base/names.ts';
import type { ComposerHandle, SendExtras } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useStanding } from '../base/use-standing.ts';
import { ConversationMenu } from '../inbox/conversation-menu.tsx';
import type { MenuAction } from '../parts/menu.tsx';
import { ComposerNotice } from './composer-notice.tsx';
import { MessageList, type MessageListHandle, type MessageTarget } from './message-list.tsx';
import { ThreadSkeleton } from './thread-skeleton.tsx';
import { useLeftGroup } from './use-left-group.ts';

export interface MessageThreadPageProps {
  readonly conversationId: ConversationId;
  readonly onBack?: (() => void) | undefined;
  /** The message to show first, marked; another object leads there again. Where one left off, if left out. */
  readonly target?: MessageTarget | undefined;
  /** The conversation was archived, deleted or put back as unread. */
  readonly onGone?: ((conversation: Conversation) => void) | undefined;
  /** The page shows what it showed before a reload: nobody has opened it just now, and a mark as unread stays. */
  readonly isRestored?: boolean;
}

/** Opening a conversation takes back that it was marked as unread, once per visit. */
function useClearMarkedUnread(conversation: Conversation | null, isRestored: boolean): void {
  const client = useNatterClient();
  const isDone = useRef(isRestored);
  useEffect(() => {
    if (conversation === null || isDone.current) return;
    isDone.current = true;
    // The mark is a convenience: where taking it back fails, the next visit tries again.
    if (conversation.markedUnread)
      client.conversations.patch(conversation.id, { markedUnread: false }).catch(() => undefined);
  }, [client, conversation]);
}

/** One conversation: who, what was said, and where one writes. Give it `key={conversationId}`. */
export function MessageThreadPage(props: MessageThreadPageProps) {
  const { conversationId, onBack, onGone, target, isRestored = false } = props;
  const { t, slots } = useUi();
  const client = useNatterClient();
  const { thread, view } = useThread(conversationId);
  const { conversation, error } = view;
  const peer = faceOf(conversation, client.userId, t);
  const isNote = isNoteToSelf(conversation, client.userId);
  const isGroup = conversation?.type === 'group';
  const watched = peer === null || isNote || isGroup ? [] : [peer.userId];
  const presence = usePresence(watched).get(peer?.userId ?? '') ?? null;
  const typing = useTyping(conversationId);
  const maxLength = useStanding().config?.limits.messageLength ?? LIMITS.messageLengthMax;
  const list = useRef<MessageListHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const pageRef = useRef<HTMLElement>(null);
  useClearMarkedUnread(conversation, isRestored);
  const leftGroup = useLeftGroup(view, pageRef);

  const send = async (content: string, extras: SendExtras = {}) => {
    const sent = await client.sendMessage(conversationId, { content, ...extras });
    // A refusal is shown at the message itself and told by a notice.
    sent.committed.catch(() => undefined);
    list.current?.toEnd();
  };
  const askDate = () => list.current?.askDate();
  const more: MenuAction[] = [{ id: 'date', label: t('thread.toDate'), icon: 'calendar', run: askDate }];
  const focusComposer = () => pageRef.current?.querySelector('textarea')?.focus();

  if (error !== null && conversation === null) {
    const isMissing = error.code === 'not_found' || error.code === 'forbidden';
    return (
      <section ref={pageRef} className="ntr-thread" data-lost="" aria-label={t('app.name')} tabIndex={-1}>
        <slots.MessagingHeader conversation={null} peer={null} presence={null} isTyping={false} onBack={onBack} />
        {isMissing ? (
          <slots.EmptyState
            art="lost"
            title={leftGroup === null ? t('thread.notFound.title') : t('thread.left.title', { name: leftGroup })}
            text={t(leftGroup === null ? 'thread.notFound.text' : 'thread.left.text')}
          />
        ) : (
          <slots.ErrorState
            title={t('thread.error.title')}
            error={error}
            onRetry={() => void thread?.jumpTo('newest')}
          />
        )}
      </section>
    );
  }
  const name = peer?.displayName ?? t('app.unknownPerson');
  return (
    <section ref={pageRef} className="ntr-thread" aria-label={t('thread.messages', { name })}>
      <slots.MessagingHeader
        conversation={conversation}
        peer={peer}
        presence={presence}
        isTyping={view.typing.length > 0}
        typing={view.typing.map((each) => view.people.get(each)?.displayName ?? t('app.unknownPerson'))}
        onBack={onBack}
        menu={conversation !== null && <ConversationMenu conversation={conversation} onGone={onGone} more={more} />}
      />
      {conversation === null ? (
        <ThreadSkeleton label={t('thread.loading')} />
      ) : (
        <MessageList
          thread={thread}
          view={view}
          conversation={conversation}
          handle={list}
          composer={composer}
          target={target}
          onLeave={focusComposer}
        />
      )}
      {conversation?.can.send === false ? (
        <ComposerNotice conversation={conversation} name={name} peerId={peer?.userId ?? null} />
      ) : (
        <slots.MessageInput
          key={conversationId}
          draftKey={conversationId}
          recipientName={name}
          maxLength={maxLength}
          conversation={conversation}
          view={view}
          handle={composer}
          onSend={send}
          onTyping={typing.start}
          onStoppedTyping={typing.stop}
          onEscape={() => list.current?.toEnd()}
          autoFocus
        />
      )}
    </section>
  );
}
