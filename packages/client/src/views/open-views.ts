import type { OpenInbox } from './inbox.ts';
import type { OpenThread } from './thread.ts';

/** The threads and inboxes that somebody looks at, and what tells them that something changed. */
export class OpenViews {
  private readonly threads = new Set<OpenThread>();
  private readonly inboxes = new Set<OpenInbox>();

  addThread(thread: OpenThread): void {
    this.threads.add(thread);
  }

  removeThread(thread: OpenThread): void {
    this.threads.delete(thread);
  }

  addInbox(inbox: OpenInbox): void {
    this.inboxes.add(inbox);
  }

  removeInbox(inbox: OpenInbox): void {
    this.inboxes.delete(inbox);
  }

  /** A conversation changed, or anything (null). */
  readonly changed = (id: string | null): void => {
    for (const thread of this.threads) if (id === null || thread.id === id) thread.invalidate();
    for (const inbox of this.inboxes) inbox.invalidate(id);
  };

  /** Something of ours is on its way in this conversation: its threads show their end. */
  follow(id: string): void {
    for (const thread of this.threads) if (thread.id === id) thread.follow();
  }

  /** The connection is back. */
  refresh(): void {
    for (const thread of this.threads) thread.refresh();
  }
}
