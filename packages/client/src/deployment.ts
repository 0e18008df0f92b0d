import { MESSAGE_LENGTH_MAX, PublicConfig } from '@natter/protocol';
import { isTransient } from './errors.ts';
import { createSource } from './live.ts';
import type { Platform } from './platform/platform.ts';
import { parseRow } from './storage/rows.ts';
import type { Storage } from './storage/storage.ts';
import type { Rest } from './transport/rest.ts';

/** How far two clocks that run alike may be apart. */
const APART_MS = 5_000;

/** What the server says of itself (features, limits) and its clock. Stored, so that it is known without a network. */
export class Deployment {
  readonly config = createSource<PublicConfig | null>(null);
  private readonly rest: Rest;
  private readonly storage: Storage;
  private readonly platform: Platform;
  /** The server's time less this device's clock, as last measured, maybe in an earlier session. */
  private offsetMs = 0;
  /** The server's time less `elapsed` of this session; null until it is measured. */
  private baseMs: number | null = null;

  constructor(options: { rest: Rest; storage: Storage; platform: Platform }) {
    this.rest = options.rest;
    this.storage = options.storage;
    this.platform = options.platform;
  }

  /**
   * The server's time, as far as this device knows it, in epoch ms. Once measured it follows a clock that nobody sets; before, the
   * device's clock corrected by what an earlier session found, and never before what the server last said.
   */
  readonly serverNow = (): number =>
    this.baseMs === null
      ? Math.max(this.platform.now() + this.offsetMs, Date.parse(this.config.getSnapshot()?.serverTime ?? '') || 0)
      : this.platform.elapsed() + this.baseMs;

  /** Whether the server's time was measured since the start. */
  get isMeasured(): boolean {
    return this.baseMs !== null;
  }

  /**
   * Looks whether the clocks of this device went apart: it slept, or somebody set one. Then the time is a guess again, to be asked for
   * anew.
   */
  wentApart(): boolean {
    if (this.baseMs === null || Math.abs(this.platform.now() + this.offsetMs - this.serverNow()) < APART_MS)
      return false;
    this.baseMs = null;
    return true;
  }

  /** How long a message may be, in code points. Unknown, the widest limit holds and the server has the last word. */
  get maxLength(): number {
    return this.config.getSnapshot()?.limits.messageLength ?? MESSAGE_LENGTH_MAX;
  }

  async load(): Promise<void> {
    const [stored, offset] = await this.storage.read((tx) =>
      Promise.all([tx.get('meta', 'config'), tx.get('meta', 'offset')]),
    );
    const config = parseRow(PublicConfig, stored);
    if (config) this.config.set(config);
    if (typeof offset === 'number') this.offsetMs = offset;
  }

  /** Asks the server, also for its time. */
  async ask(): Promise<PublicConfig> {
    const { platform } = this;
    const askedAt = platform.elapsed();
    const config = await this.rest.call('getConfig', {});
    const answeredAt = platform.elapsed();
    this.baseMs = Date.parse(config.serverTime) - (askedAt + answeredAt) / 2;
    this.offsetMs = this.baseMs + answeredAt - platform.now();
    this.config.set(config);
    await this.storage.write(async (tx) => {
      await tx.put('meta', 'config', config);
      await tx.put('meta', 'offset', this.offsetMs);
    });
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
