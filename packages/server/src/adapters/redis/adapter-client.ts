import { EventEmitter } from 'node:events';
import type { Listener, RedisLink } from './redis-link.ts';

/**
 * What Socket.IO's adapter needs of a client, over a link that makes new connections: its subscriptions outlive each of them, and
 * publishing never rejects (the adapter would let that end the process).
 */
export class AdapterClient extends EventEmitter {
  readonly #link: RedisLink;

  constructor(link: RedisLink) {
    super();
    this.#link = link;
  }

  async publish(channel: string, message: string | Buffer): Promise<void> {
    this.#link.publish(channel, message);
  }

  async subscribe(channels: string | readonly string[], listener: Listener): Promise<void> {
    for (const of of [channels].flat()) this.#link.hear({ of, isPattern: false, listener });
  }

  async pSubscribe(of: string, listener: Listener): Promise<void> {
    this.#link.hear({ of, isPattern: true, listener });
  }

  async unsubscribe(): Promise<void> {
    // The link ends as a whole.
  }

  async pUnsubscribe(): Promise<void> {
    // As above.
  }
}
