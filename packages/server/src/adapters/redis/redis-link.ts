import { createClient } from '@redis/client';
import { Breaker } from '../../platform/breaker.ts';
import { withinMs } from '../../platform/within.ts';
import type { Clock, Log } from '../../ports/runtime.ts';

type Client = ReturnType<typeof newClient>;

/** A connection must stand, and an answer come, within this time (ms); without, Redis counts as away. */
const ANSWER_WITHIN_MS = 1_000;
/** A link that is up is tried this often, so that a frozen server is noticed (ms). */
const LOOK_EVERY_MS = 1_000;
/** From one attempt to connect to the next (ms). */
const RETRY = { from: 200, to: 2_000 } as const;
/** What may wait to be taken by Redis: beyond either, what is published is dropped. */
const MAX_WAITING = { commands: 10_000, bytes: 16 * 1024 * 1024 } as const;
/** So many commands that fail one after the other on a connection that stands (a replica, no memory) open the breaker. */
const FAILURES = 5;
const PROBE_KEY = 'natter:probe';

/** Redis cannot be asked now. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway';
}

export type Listener = (message: Buffer, channel: Buffer) => void;

/** What is heard: a channel, or all channels of a pattern. */
interface Hearing {
  readonly of: string;
  readonly isPattern: boolean;
  readonly listener: Listener;
}

/**
 * The one connection of this process to Redis; commands and what is subscribed to share it, so that one look tells of both.
 *
 * *Away*: nothing is connected; it is tried again at growing intervals, and whoever asks is refused at once. *Up*: the connection stands,
 * everything heard is subscribed to, and the last look was answered. It goes from up to away when the connection ends or a
 * look is not answered in time, and then a new connection is made rather than the old one waited for.
 */
export class RedisLink {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #breaker: Breaker;
  readonly #hearings: Hearing[] = [];
  readonly #onUp: (() => void)[] = [];
  readonly #stopping = new AbortController();
  #client: Client | null = null;
  #waitingBytes = 0;
  #loop: Promise<void> | null = null;
  #endWatch: () => void = () => undefined;

  constructor({ url, clock, log }: { url: string; clock: Clock; log: Log }) {
    this.#url = url;
    this.#clock = clock;
    this.#log = log;
    this.#breaker = new Breaker({ what: 'redis', clock, log, failures: FAILURES, probe: () => this.#probe() });
  }

  get isUp(): boolean {
    return this.#client !== null && !this.#breaker.isOpen;
  }

  get isBreakerOpen(): boolean {
    return this.#breaker.isOpen;
  }

  /** Begins to connect, and goes on trying until `stop`. Never fails. */
  start(): void {
    this.#loop ??= this.#keepConnected();
  }

  /** Calls each time the link comes up, and now if it is. */
  onUp(call: () => void): void {
    this.#onUp.push(call);
    if (this.isUp) call();
  }

  /** Asks Redis. Errors: `RedisAway` at once while it is away, or when there is no answer in a second; Redis' own refusals. */
  async run<T>(command: (client: Client) => Promise<T>): Promise<T> {
    const client = this.#client;
    if (client === null || this.#breaker.isOpen) throw new RedisAway('Redis is away');
    this.#breaker.began();
    try {
      const answer = await withinMs(this.#clock, ANSWER_WITHIN_MS, command(client), () => new RedisAway('no answer'));
      this.#breaker.succeeded();
      return answer;
    } catch (error) {
      this.#breaker.failed();
      throw error;
    }
  }

  /** Hands a message over without waiting. Away, or while too much waits, it is dropped; the answer tells. */
  publish(channel: string, message: string | Buffer): boolean {
    const bytes = message.length;
    if (!this.isUp || this.#waitingBytes + bytes > MAX_WAITING.bytes) return false;
    this.#waitingBytes += bytes;
    this.run((client) => client.publish(channel, message))
      // A hint that is lost: the log of commits brings it.
      .catch(() => undefined)
      .finally(() => {
        this.#waitingBytes -= bytes;
      });
    return true;
  }

  /** Hears this channel, or these channels, now and after every new connection. */
  hear(hearing: Hearing): void {
    this.#hearings.push(hearing);
    const client = this.#client;
    if (client !== null) this.#subscribe(client, hearing).catch(() => client.destroy());
  }

  /** Ends the connection; whatever was handed over before it has been sent. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#endWatch();
    this.#breaker.stop();
    await this.#loop;
  }

  /** A write: a replica and a full server answer everything else. */
  async #probe(): Promise<void> {
    if (this.#client === null) throw new RedisAway('Redis is away');
    await this.#client.set(PROBE_KEY, '1', { expiration: { type: 'EX', value: 60 } });
  }

  async #keepConnected(): Promise<void> {
    let wait: number = RETRY.from;
    while (!this.#stopping.signal.aborted) {
      const client = newClient(this.#url);
      // Without a listener an error of the client would end the process.
      const end = new Promise<void>((resolve) => {
        client.on('error', () => resolve());
        this.#endWatch = resolve;
      });
      try {
        await withinMs(this.#clock, ANSWER_WITHIN_MS, this.#connect(client), () => new RedisAway('no answer'));
        wait = RETRY.from;
        this.#rise(client);
        await this.#watch(client, end);
      } catch (error) {
        this.#log.debug('redis_not_reached', { error });
      }
      if (this.#client !== null && !this.#stopping.signal.aborted) this.#log.warn('redis_away');
      this.#client = null;
      await this.#drop(client);
      if (!this.#stopping.signal.aborted) await this.#pause(wait);
      wait = Math.min(wait * 2, RETRY.to);
    }
  }

  async #connect(client: Client): Promise<void> {
    await client.connect();
    await Promise.all(this.#hearings.map((hearing) => this.#subscribe(client, hearing)));
  }

  #rise(client: Client): void {
    this.#client = client;
    this.#log.info('redis_up');
    for (const call of this.#onUp) call();
  }

  /** Answers when the link is up no longer. */
  async #watch(client: Client, end: Promise<void>): Promise<void> {
    let isOver = false;
    void end.then(() => {
      isOver = true;
    });
    while (!isOver) {
      await Promise.race([end, this.#pause(LOOK_EVERY_MS)]);
      if (isOver) return;
      const look = withinMs(this.#clock, ANSWER_WITHIN_MS, client.ping(), () => new RedisAway('no answer'));
      await Promise.race([end, look]);
    }
  }

  async #subscribe(client: Client, { of, isPattern, listener }: Hearing): Promise<void> {
    if (isPattern) await client.pSubscribe(of, listener, true);
    else await client.subscribe(of, listener, true);
  }

  /** On a stop what was written is let go out; a link that was lost is cut. */
  async #drop(client: Client): Promise<void> {
    if (this.#stopping.signal.aborted && client.isReady) {
      await withinMs(this.#clock, ANSWER_WITHIN_MS, client.close(), () => new RedisAway('no answer')).catch(
        () => undefined,
      );
    }
    if (client.isOpen) client.destroy();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => end());
      const end = () => {
        cancel();
        this.#stopping.signal.removeEventListener('abort', end);
        resolve();
      };
      this.#stopping.signal.addEventListener('abort', end);
      if (this.#stopping.signal.aborted) end();
    });
  }
}

/** Reconnecting is ours: the client's own waits for a frozen server for ever, and keeps what could not be sent. */
function newClient(url: string) {
  return createClient({
    url,
    name: 'natter',
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING.commands,
    socket: { connectTimeout: ANSWER_WITHIN_MS, reconnectStrategy: false },
  });
}
