import * as z from 'zod/mini';
import type { Drafts } from '../drafts.ts';
import { MessagingError } from '../errors.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ConversationStore } from '../store/conversation-store.ts';
import { type Channel, TabMessage, type Tabs } from './tabs.ts';

export interface TabTalkOptions {
  readonly tabs: Tabs;
  readonly store: ConversationStore;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  /** The queue changed: look whether there is something to send. */
  readonly kick: () => void;
  readonly onSignedOut: () => Promise<void>;
}

/** What this tab tells the others of its device, and what it does when one of them says something (spec TAB-1). */
export class TabTalk {
  private readonly options: TabTalkOptions;
  private channel: Channel | null = null;

  constructor(options: TabTalkOptions) {
    this.options = options;
  }

  open(name: string): void {
    this.channel = this.options.tabs.openChannel(name, (said) => void this.heard(said));
  }

  /** Says nothing while there is no channel: before the start and after the end. */
  post = (message: TabMessage): void => this.channel?.post(message);

  close(): void {
    this.channel?.close();
    this.channel = null;
  }

  private async heard(said: unknown): Promise<void> {
    const parsed = z.safeParse(TabMessage, said);
    if (!parsed.success) return;
    const message = parsed.data;
    const { store, outbox, drafts, kick, onSignedOut } = this.options;
    switch (message.kind) {
      case 'conversation':
        return store.reread(message.id);
      case 'outbox':
        await outbox.reread();
        return kick();
      case 'settled':
        // First the message, then its entry goes: it is never nowhere.
        if (message.message) await store.reread(message.message.conversationId);
        await outbox.reread();
        if (message.message) outbox.settle(message.clientId, { message: message.message });
        else if (message.error) outbox.settle(message.clientId, { error: MessagingError.fromServer(message.error) });
        return;
      case 'draft':
        return drafts.reread(message.key);
      case 'signed-out':
        return onSignedOut();
    }
  }
}
