import type { HeldConversation, Holding } from '../checker/evidence.ts';
import type { Device } from '../clients/device.ts';
import { foundConversation } from './found.ts';

/** What a device shows: its inbox, and every thread scrolled to its beginning. */
export async function readShown(device: Device): Promise<Holding> {
  const { client, plan } = device;
  const inbox = client.conversations.open({ filter: 'all' });
  const conversations: HeldConversation[] = [];
  for (const { conversation } of inbox.getSnapshot().items) {
    const shown = new Map<number, unknown>();
    let starred: ReadonlySet<number> = new Set();
    const thread = client.messages.open(conversation.id);
    try {
      for (let isMore = true; isMore; ) {
        // Done in turn: what was asked of the thread before has come when this resolves.
        await thread.loadBefore();
        const view = thread.getSnapshot();
        for (const message of view.messages) shown.set(message.seq, message);
        starred = view.starred;
        isMore = view.hasBefore && view.error === null;
      }
    } finally {
      thread.close();
    }
    conversations.push(foundConversation(conversation, [...shown.values()], starred));
  }
  inbox.close();
  return {
    device: plan.name,
    person: plan.person,
    ...client.outbox.getSnapshot(),
    isLive: device.isLive,
    conversations,
  };
}

/** As far as it matters here. */
interface ConversationOnDisk {
  readonly id: string;
  readonly conversation: object;
  readonly changeSeq: number;
  readonly starred?: readonly number[];
}

/** What stands on a device's disk: what it would show after a restart without a network. */
export async function readDisk(device: Device): Promise<Holding> {
  const { disk, plan } = device;
  return await disk.storage.read(async (tx) => {
    const conversations: HeldConversation[] = [];
    for (const row of await tx.all('conversations')) {
      const { id, conversation, changeSeq, starred }: Partial<ConversationOnDisk> = Object(row);
      // Junk, where the disk was spoiled: after a restart it would be fetched again, not shown.
      if (id === undefined || !conversation) continue;
      const messages = await tx.messages({ conversationId: id, from: 0, to: Number.MAX_SAFE_INTEGER });
      // What has been applied, not what a snapshot promised.
      conversations.push(foundConversation({ ...conversation, changeSeq }, messages, new Set(starred)));
    }
    const outbox = await tx.all('outbox');
    const failed = outbox.filter((row) => Reflect.get(Object(row), 'state') === 'failed').length;
    const counts = { queued: outbox.length - failed, failed };
    return { device: `${plan.name}’s disk`, person: plan.person, ...counts, isLive: true, conversations };
  });
}
