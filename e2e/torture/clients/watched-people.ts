import type { NatterClient } from '@natter/client';

/** Whom a device shows as here or away: it asks when it is born, and afresh when it is told to. */
export class WatchedPeople {
  readonly userIds: readonly string[];
  private live: ReturnType<NatterClient['presence']['watch']> | null = null;

  constructor(userIds: readonly string[]) {
    this.userIds = userIds;
  }

  /** From now on as this client has it. What the one before watched ended with it. */
  bornWith(client: NatterClient): void {
    this.live = client.presence.watch(this.userIds);
  }

  /** As somebody who leaves a page and opens it again. */
  askAgain(client: NatterClient): void {
    const before = this.live;
    this.bornWith(client);
    before?.close();
  }

  /** Absent: nothing is known. */
  get shown(): ReadonlyMap<string, 'online' | 'offline'> {
    return new Map([...(this.live?.getSnapshot() ?? [])].map(([userId, { status }]) => [userId, status]));
  }
}
