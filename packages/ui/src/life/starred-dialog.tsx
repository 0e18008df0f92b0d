import type { Conversation, ConversationId, Message, Person } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useEffect, useState } from 'react';
import { nameOf } from '../base/names.ts';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { clockTime, dayLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { enLife } from './en-life.ts';
import { LifeIcon } from './life-icon.tsx';
import { useStarred } from './use-starred.ts';
import { WaitingLines } from './waiting-lines.tsx';

export interface StarredDialogProps {
  /** Only those of this conversation; null: of all. */
  readonly conversation: Conversation | null;
  /** Shows the message with this `seq` there. */
  readonly onJump: (conversationId: ConversationId, seq: number) => void;
  readonly onClose: () => void;
}

/** A conversation as this device knows it; null while it does not. */
function useConversation(id: ConversationId | null): Conversation | null {
  const client = useNatterClient();
  const [known, setKnown] = useState<Conversation | null>(null);
  useEffect(() => {
    if (id === null) return;
    let isCurrent = true;
    client.conversations.get(id).then(
      (conversation) => {
        if (isCurrent) setKnown(conversation);
      },
      // Without it the line says less; the way to the message is the same.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client, id]);
  return known;
}

interface LineProps {
  readonly message: Message;
  readonly author: Person | undefined;
  readonly isOfAll: boolean;
  readonly onJump: () => void;
  readonly onGone: () => void;
}

function StarredLine({ message, author, isOfAll, onJump, onGone }: LineProps) {
  const ui = useUi();
  const t = useMoreTexts(enLife);
  const client = useNatterClient();
  const { plain } = useFormatting();
  const isOwn = message.senderId === client.userId;
  const conversation = useConversation(isOfAll && isOwn ? message.conversationId : null);
  const person = author ?? { userId: message.senderId ?? '', displayName: t('app.unknownPerson'), avatarUrl: null };
  const name = isOwn ? t('app.you') : person.displayName;
  const from =
    conversation === null ? name : t('star.from', { author: name, name: nameOf(conversation, client.userId, t) });
  const text = message.content === null ? t('message.unsupported') : plain(message.content);
  const remove = () => {
    onGone();
    client.messages.star(message.conversationId, message.id, false).then(
      () => ui.announce(t('star.removed')),
      (cause: unknown) => ui.tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), t) })),
    );
  };
  return (
    <li className="ntr-starred__line">
      <button type="button" className="ntr-starred__message" title={t('star.jump')} onClick={onJump}>
        <ui.slots.Avatar person={person} size="s" />
        <span className="ntr-starred__words">
          <span className="ntr-starred__head">
            <bdi className="ntr-starred__from">{from}</bdi>
            <time dateTime={message.createdAt}>
              {dayLabel(message.createdAt, ui.platform.now(), ui)}, {clockTime(message.createdAt, ui)}
            </time>
          </span>
          <span className="ntr-starred__text" dir="auto">
            {text}
          </span>
        </span>
      </button>
      <button
        type="button"
        className="ntr-icon-button"
        aria-label={t('star.remove')}
        title={t('star.remove')}
        onClick={remove}
      >
        <LifeIcon name="unstar" />
      </button>
    </li>
  );
}

/** My starred messages, the last starred one first, each with the way to it. */
export function StarredDialog({ conversation, onJump, onClose }: StarredDialogProps) {
  const { slots } = useUi();
  const t = useMoreTexts(enLife);
  const me = useNatterClient().userId;
  const starred = useStarred(conversation?.id ?? null);
  const { items, people, nextCursor, loading, error } = starred;
  const title = conversation === null ? t('star.title') : t('star.titleIn', { name: nameOf(conversation, me, t) });
  return (
    <Dialog title={title} onClose={onClose}>
      {items.length > 0 && (
        <ul className="ntr-starred">
          {items.map((message) => (
            <StarredLine
              key={message.id}
              message={message}
              author={people.get(message.senderId ?? '')}
              isOfAll={conversation === null}
              onJump={() => {
                onClose();
                onJump(message.conversationId, message.seq);
              }}
              onGone={() => starred.drop(message.id)}
            />
          ))}
        </ul>
      )}
      {items.length === 0 && loading && <WaitingLines label={t('star.loading')} count={3} />}
      {items.length === 0 && !loading && error === null && (
        <slots.EmptyState art="done" title={t('star.empty.title')} text={t('star.empty.text')} />
      )}
      {error !== null && (
        <slots.ErrorState title={t('star.failed')} error={error} onRetry={() => void starred.retry()} />
      )}
      {nextCursor !== null && !loading && error === null && (
        <button type="button" className="ntr-button" data-kind="quiet" onClick={() => void starred.loadMore()}>
          {t('star.more')}
        </button>
      )}
    </Dialog>
  );
}
