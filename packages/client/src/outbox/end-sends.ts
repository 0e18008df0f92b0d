import { takeMessage } from '@natter/model';
import type { Message } from '@natter/protocol';
import type { MessagingError } from '../errors.ts';
import type { OutboxRow } from '../storage/rows.ts';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Gaps } from '../sync/gaps.ts';
import type { Notices } from '../sync/notices.ts';
import type { TabMessage } from '../tabs/tabs.ts';
import type { Outbox } from './outbox.ts';

/** How a send comes to its end, whoever brings the word: the answer, an event or sync. */
export interface SendEndings {
  /** The message goes in and its entry goes out in one transaction (spec OUT-3). */
  confirmed(row: OutboxRow, message: Message): Promise<void>;
  /** A message of ours that came otherwise than as the answer to its send. */
  arrived(message: Message): void;
  /** An entry that the server knows in another form. */
  superfluous(row: OutboxRow): Promise<void>;
  failed(row: OutboxRow, error: MessagingError): void;
}

export function createSendEndings(options: {
  readonly store: ConversationStore;
  readonly outbox: Outbox;
  readonly gaps: Gaps;
  readonly notices: Notices;
  readonly post: (message: TabMessage) => void;
}): SendEndings {
  const { store, outbox, gaps, notices, post } = options;

  const confirmed = async (row: OutboxRow, message: Message) => {
    const { clientId, conversationId: id } = row;
    if (!store.get(id)) {
      await gaps.refresh(id).catch(() => {
        // Stored with the next sync, which brings the conversation and this message in it.
      });
    }
    store.update(id, (state) => state && takeMessage(state, message));
    gaps.receive(id, { event: 'message:new', message });
    const isLanding = (store.get(id)?.edgeSeq ?? message.seq) < message.seq;
    if (isLanding) outbox.land(row, message.seq);
    await store.commit((tx) => tx.delete('outbox', clientId));
    if (!isLanding) outbox.forget(clientId);
    outbox.settle(clientId, { message });
    post({ kind: 'settled', clientId, message, error: null });
  };

  return {
    confirmed,
    arrived(message) {
      const row = message.clientId === null ? null : outbox.get(message.clientId);
      if (row && message.senderId === store.userId) void confirmed(row, message);
    },
    async superfluous({ clientId }) {
      await store.commit((tx) => tx.delete('outbox', clientId));
      outbox.forget(clientId);
      post({ kind: 'outbox' });
    },
    failed(row, error) {
      outbox.settle(row.clientId, { error });
      post({ kind: 'settled', clientId: row.clientId, message: null, error: error.body });
      notices.tell({ kind: 'send-failed', pending: outbox.view(row) });
    },
  };
}
