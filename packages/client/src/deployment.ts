import { LIMITS, PublicConfig } from '@natter/protocol';
import { isTransient } from './errors.ts';
import { createSource } from './live.ts';
import type { Platform } from './platform/platform.ts';
import { parseRow } from './storage/rows.ts';
import type { Storage } from './storage/storage.ts';
import type { Rest } from './transport/rest.ts';

/** What the server says of itself (features, limits) and its clock. Stored, so that it is known without a network. */
export class Deployment {
  readonly config = createSource<PublicConfig | null>(null);
  private readonly rest: Rest;
  private readonly storage: Storage;
  private readonly platform: Platform;
  private clockOffsetMs = 0;

  constructor(options: { rest: Rest; storage: Storage; platform: Platform }) {
    this.rest = options.rest;
    this.storage = options.storage;
    this.platform = options.platform;
  }

  /** The server's time, as far as this device knows it, in epoch ms. Never before what the server last said. */
  readonly serverNow = (): number =>
    Math.max(this.platform.now() + this.clockOffsetMs, Date.parse(this.config.getSnapshot()?.serverTime ?? '') || 0);

  /** How long a message may be, in code points. Unknown, the widest limit holds and the server has the last word. */
  get maxLength(): number {
    return this.config.getSnapshot()?.limits.messageLength ?? LIMITS.messageLengthMax;
  }

  async load(): Promise<void> {
    const config = parseRow(PublicConfig, await this.storage.read((tx) => tx.get('meta', 'config')));
    if (config) this.config.set(config);
  }

  /** Asks the server; an answer that does not come is asked for again with the next connection. */
  learn(): void {
    this.ask().catch(() => undefined);
  }

  /** Asks the server, also for its time. */
  async ask(): Promise<PublicConfig> {
    const askedAt = this.platform.now();
    const config = await this.rest.call('getConfig', {});
    this.clockOffsetMs = Date.parse(config.serverTime) - (askedAt + this.platform.now()) / 2;
    this.config.set(config);
    await this.storage.write((tx) => tx.put('meta', 'config', config));
    return config;
  }

  /** Asks the server. Without a way to it, what is known is the answer. */
  async fetch(): Promise<PublicConfig> {
    try {
      return await this.ask();
    } catch (error) {
      const known = this.config.getSnapshot();
      if (known && isTransient(error)) return known;
      throw error;
    }
  }
}
