import type { Conversation, Message, Receipts } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type ReactNode, useEffect, useState } from 'react';
import { fullTime } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { useServerNow } from '../base/use-server-now.ts';
import { useFeature } from '../base/use-standing.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { untilText } from '../life/duration.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ReachedPeople } from './reached-people.tsx';

/** How often the time that is left is said anew. */
const TICK_MS = 10_000;

export interface MessageDetailsProps {
  readonly message: Message;
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="ntr-facts__fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Who has it, as the server says, asked anew when `reached` changes; undefined while it is asked, null where it could not be. */
function useReceipts(message: Message, isWanted: boolean, reached: number): Receipts | null | undefined {
  const client = useNatterClient();
  const [receipts, setReceipts] = useState<Receipts | null | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who reached it meanwhile is in the next answer.
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    const take = (known: Receipts | null) => {
      if (isCurrent) setReceipts(known);
    };
    client.messages.receipts(message.conversationId, message.id).then(take, () => take(null));
    return () => {
      isCurrent = false;
    };
  }, [client, message.conversationId, message.id, isWanted, reached]);
  return receipts;
}

/** When a message was sent and changed, how far it came, and how long it is still here. */
export function MessageDetails({ message, conversation, onClose }: MessageDetailsProps) {
  const ui = useUi();
  const t = useMoreTexts(enLater);
  const me = useNatterClient().userId;
  const isOwn = message.senderId === me;
  const hasReceipts = useFeature('receipts') && isOwn && message.deletedAt === null;
  const hasReached = (mark: number | null) => mark !== null && mark >= message.seq;
  const { participants, othersReadSeq, othersDeliveredSeq } = conversation;
  const marks = participants.flatMap((one) => [one.readSeq, one.deliveredSeq]);
  const reachedBy = [othersReadSeq, othersDeliveredSeq, ...marks].filter(hasReached).length;
  const receipts = useReceipts(message, hasReceipts, reachedBy);
  const nowMs = useServerNow(TICK_MS);
  const isGroup = conversation.type === 'group';
  // By all: of whom it is still missing the lists below tell.
  const byAll = (mark: number | null, all: 'message.details.byAll' | 'message.details.toAll') =>
    t(mark === null ? 'message.details.unknown' : message.seq <= mark ? all : 'message.details.notYet');
  const reached = (by: Receipts['read'] | undefined, mark: number | null) => {
    const [first] = by ?? [];
    if (first?.at !== undefined && first.at !== null) return fullTime(first.at, ui);
    if (first !== undefined || (mark !== null && message.seq <= mark)) return t('message.details.yes');
    // Somebody who hides their marks has told nothing, which is not the same as no.
    return t(mark === null ? 'message.details.unknown' : 'message.details.notYet');
  };
  return (
    <Dialog title={t('message.details.title')} onClose={onClose}>
      <dl className="ntr-facts">
        <Fact label={t('message.details.sent')}>
          <time dateTime={message.createdAt}>{fullTime(message.createdAt, ui)}</time>
        </Fact>
        {message.editedAt !== null && (
          <Fact label={t('message.details.edited')}>
            <time dateTime={message.editedAt}>{fullTime(message.editedAt, ui)}</time>
          </Fact>
        )}
        {message.metadata?.['forwarded'] === true && (
          <Fact label={t('message.details.forwarded')}>{t('message.details.yes')}</Fact>
        )}
        {hasReceipts && (
          <>
            <Fact label={t('message.details.delivered')}>
              {isGroup
                ? byAll(conversation.othersDeliveredSeq, 'message.details.toAll')
                : reached(receipts?.delivered, conversation.othersDeliveredSeq)}
            </Fact>
            <Fact label={t('message.details.read')}>
              {isGroup
                ? byAll(conversation.othersReadSeq, 'message.details.byAll')
                : reached(receipts?.read, conversation.othersReadSeq)}
            </Fact>
          </>
        )}
        <Fact label={t('message.details.expires')}>
          {message.expiresAt === null ? (
            t('message.details.never')
          ) : (
            <time dateTime={message.expiresAt}>
              {fullTime(message.expiresAt, ui)} ({untilText(Date.parse(message.expiresAt) - nowMs, ui.locale)})
            </time>
          )}
        </Fact>
      </dl>
      {isGroup && receipts && <ReachedPeople conversation={conversation} receipts={receipts} />}
    </Dialog>
  );
}
