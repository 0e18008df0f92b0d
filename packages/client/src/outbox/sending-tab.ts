import type { Platform } from '../platform/platform.ts';
import type { Ownership, Tabs } from '../tabs/tabs.ts';
import type { Flusher } from './flusher.ts';
import type { Outbox } from './outbox.ts';

/** How long a message of this tab may lie untouched before the tab that should send it is taken for asleep. */
const ASLEEP_MS = 10_000;

export interface SendingTabOptions {
  readonly tabs: Tabs;
  readonly outbox: Outbox;
  readonly flusher: Flusher;
  readonly platform: Platform;
  readonly isLive: () => boolean;
  /** Tells the other tabs that the queue changed. */
  readonly tell: () => void;
}

/**
 * Which tab of the device sends (spec TAB-2): the one that owns the queue. A browser may put that one to sleep, so a tab that
 * somebody looks at, that is live and whose message nobody takes on, takes the queue over. Two that send for a moment do no
 * harm: every step is a transaction, and the server takes a message once.
 *
 * A tab whose store was lost has a queue of its own in memory: it leaves the common one to the others and sends its own.
 */
export class SendingTab {
  private readonly options: SendingTabOptions;
  private ownership: Ownership | null = null;
  private isOwner = false;
  private isAlone = false;
  private cancelLook: (() => void) | null = null;

  constructor(options: SendingTabOptions) {
    this.options = options;
  }

  /** Asks for the queue of the store of this name. */
  begin(name: string): void {
    if (this.isAlone) return;
    this.ownership = this.options.tabs.own(`${name}:outbox`, {
      onOwned: () => void this.become(true),
      onLost: () => void this.become(false),
    });
  }

  end(): void {
    this.cancelLook?.();
    this.cancelLook = null;
    this.ownership?.release();
    this.ownership = null;
    this.isOwner = false;
    this.isAlone = false;
    this.options.flusher.setOwner(false);
  }

  /** The store was lost, before or after `begin`. */
  standAlone(): void {
    this.isAlone = true;
    this.ownership?.release();
    this.ownership = null;
    void this.become(true);
  }

  /** A message of this tab waits in the queue. */
  queued(clientId: string): void {
    this.options.tell();
    this.options.flusher.kick();
    if (!this.isOwner) this.lookLater(clientId);
  }

  private lookLater(clientId: string): void {
    this.cancelLook ??= this.options.platform.setTimer(() => void this.look(clientId), ASLEEP_MS);
  }

  private async look(clientId: string): Promise<void> {
    this.cancelLook = null;
    const { outbox, platform, isLive } = this.options;
    await outbox.reread();
    const waiting = outbox.all().filter((row) => row.state !== 'failed');
    const isUntouched = waiting.some((row) => row.clientId === clientId);
    const last = waiting.at(-1);
    if (this.isOwner || !last) return;
    if (isUntouched && isLive() && platform.isVisible()) this.ownership?.takeOver();
    else this.lookLater(isUntouched ? clientId : last.clientId);
  }

  private async become(isOwner: boolean): Promise<void> {
    this.isOwner = isOwner;
    if (isOwner) await this.options.outbox.reread();
    // It may have been lost again while the queue was read.
    this.options.flusher.setOwner(this.isOwner);
  }
}
