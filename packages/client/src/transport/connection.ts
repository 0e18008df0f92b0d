import { backoffMs, reconnectMs } from '@natter/model';
import { type CommandInput, type CommandName, type CommandOutput, ErrorBody, PROTOCOL_VERSION } from '@natter/protocol';
import * as z from 'zod/mini';
import type { ConnectionState, Live } from '../api.ts';
import { hasCode, isTransient, MessagingError, toMessagingError } from '../errors.ts';
import { createSource } from '../live.ts';
import type { Platform } from '../platform/platform.ts';
import { command, type LiveEvent, type OpenSocket, type RawSocket, readEvent } from './socket.ts';
import type { Tokens } from './tokens.ts';

export interface ConnectionOptions {
  readonly url: string;
  readonly platform: Platform;
  readonly tokens: Tokens;
  readonly openSocket: OpenSocket;
  readonly onEvent: (event: LiveEvent) => void;
  /** Fetches what was missed; `live` follows when it resolves. */
  readonly catchUp: () => Promise<void>;
}

/** How long opening may take in all, and how long a connection must stand until failures before it are forgotten. */
const OPEN_TIMEOUT_MS = 20_000;
const STABLE_MS = 10_000;
/** After so many failures the wait before a quiet question grows no more: eight seconds at most. */
const QUIET_STEPS = 4;

/**
 * The connection, as one state machine (spec CONN-1).
 *
 * offline → connecting → catching-up → live. A failed or lost connection goes back to connecting with a growing, jittered
 * wait. `unauthenticated` gets one fresh token at once; when that is refused too, or the server says that it will never
 * have us, the end is `refused` until `reconnect` or `start`. The network's going ends in offline, its return tries at once.
 *
 * `round` counts attempts. Everything that was started in an earlier round finds that it is no longer meant and does nothing,
 * so no late callback can move the machine.
 */
export class Connection {
  private readonly options: ConnectionOptions;
  private readonly source = createSource<ConnectionState>({ state: 'offline' });
  private socket: RawSocket | null = null;
  private isOpen = false;
  private isStarted = false;
  private round = 0;
  private failures = 0;
  private token: string | null = null;
  private refusedToken: string | null = null;
  private isRenewed = false;
  private drainSeconds: number | undefined;
  private cancelTimer: () => void = () => undefined;
  /** What ends with the connection: commands without an answer, and quiet questions that wait, by their name. */
  private readonly ends = new Map<unknown, () => void>();

  constructor(options: ConnectionOptions) {
    this.options = options;
  }

  get state(): Live<ConnectionState> {
    return this.source;
  }

  /** Whether commands can be given on the socket. */
  get isUp(): boolean {
    return this.isOpen;
  }

  start(): void {
    this.isStarted = true;
    this.failures = 0;
    this.isRenewed = false;
    if (this.options.platform.isOnline()) this.attempt();
    else this.rest({ state: 'offline' });
  }

  stop(): void {
    this.isStarted = false;
    this.rest({ state: 'offline' });
  }

  /** Tries now instead of waiting. Changes nothing while an attempt is under way or the connection stands. */
  reconnect(): void {
    const now = this.source.getSnapshot();
    const isUnderWay = now.state === 'connecting' && now.retryAt === null;
    if (!this.isStarted || this.isOpen || isUnderWay) return;
    this.failures = 0;
    if (now.state === 'refused') this.refusedToken = this.token;
    this.isRenewed = false;
    this.attempt();
  }

  /** The network came or went. */
  setOnline(isOnline: boolean): void {
    if (!this.isStarted) return;
    if (!isOnline) this.rest({ state: 'offline' });
    else if (this.source.getSnapshot().state !== 'refused') this.reconnect();
  }

  /** Asks on the socket. A connection lost before the answer is a transport error: the outcome is unknown. */
  async command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    const { socket } = this;
    if (!socket || !this.isOpen) throw MessagingError.transport('unavailable', 'There is no connection.');
    let onLost: () => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      onLost = () => reject(MessagingError.transport('unavailable', `The connection was lost during ${name}.`));
      this.ends.set(onLost, onLost);
    });
    try {
      return await Promise.race([command(socket, this.options.platform, name, input), lost]);
    } catch (error) {
      if (hasCode(error, 'unauthenticated') && this.socket === socket) this.tokenEnded();
      throw error;
    } finally {
      this.ends.delete(onLost);
    }
  }

  /** Its return asks for everything, so no wait outlives the connection. A refusal for good is an answer. */
  readonly quietly = (about: unknown, ask: () => Promise<unknown>, tries = 1): void => {
    ask().catch((error: unknown) => {
      if (!this.isOpen || this.ends.has(about) || !isTransient(error)) return;
      this.later(about, () => this.quietly(about, ask, tries + 1), Math.min(tries, QUIET_STEPS), error);
    });
  };

  /** Waits as long as the error asks for, or longer with each try, and not beyond the end of this connection. */
  private later(about: unknown, run: () => void, tries: number, { retryAfter }: MessagingError): void {
    const { platform } = this.options;
    const due = () => {
      if (this.ends.delete(about)) run();
    };
    this.ends.set(about, platform.setTimer(due, backoffMs(tries, platform.random, retryAfter)));
  }

  private rest(state: ConnectionState): void {
    this.round++;
    this.cancelTimer();
    this.drop();
    this.source.set(state);
  }

  private drop(): void {
    this.isOpen = false;
    this.socket?.close();
    this.socket = null;
    for (const end of this.ends.values()) end();
    this.ends.clear();
  }

  private attempt(): void {
    this.rest({ state: 'connecting', attempt: this.failures + 1, retryAt: null });
    const { round } = this;
    const isMeant = () => this.round === round;
    this.cancelTimer = this.options.platform.setTimer(
      () => isMeant() && this.fail(MessagingError.transport('timeout', 'The server did not answer in time.')),
      OPEN_TIMEOUT_MS,
    );
    this.open(isMeant).catch((error: unknown) => isMeant() && this.fail(toMessagingError(error)));
  }

  private async open(isMeant: () => boolean): Promise<void> {
    const { tokens, openSocket, url } = this.options;
    const token = this.refusedToken === null ? await tokens.get() : await tokens.renew(this.refusedToken);
    if (!isMeant()) return;
    this.token = token;
    this.refusedToken = null;
    this.socket = openSocket(
      { url, auth: { token, protocolVersion: PROTOCOL_VERSION } },
      {
        onOpen: () => isMeant() && this.opened(isMeant),
        onFailed: (data, cause) => isMeant() && this.refused(data, cause),
        onClosed: (reason) =>
          isMeant() && this.fail(MessagingError.transport('unavailable', `Disconnected: ${reason}.`)),
        onEvent: (name, payload) => isMeant() && this.received(name, payload),
      },
    );
  }

  private opened(isMeant: () => boolean): void {
    this.isOpen = true;
    this.drainSeconds = undefined;
    this.cancelTimer();
    this.source.set({ state: 'catching-up' });
    void this.catchUp(isMeant, 1);
  }

  private async catchUp(isMeant: () => boolean, tries: number): Promise<void> {
    try {
      await this.options.catchUp();
      if (!isMeant()) return;
      this.isRenewed = false;
      this.source.set({ state: 'live' });
      this.cancelTimer = this.options.platform.setTimer(() => {
        if (isMeant()) this.failures = 0;
      }, STABLE_MS);
    } catch (thrown) {
      if (!isMeant()) return;
      const error = toMessagingError(thrown);
      if (error.retry === 'after-auth') this.renewOrFail(error);
      else this.later(this, () => void this.catchUp(isMeant, tries + 1), tries, error);
    }
  }

  private refused(data: unknown, cause: unknown): void {
    const said = z.safeParse(ErrorBody, data);
    const error = said.success
      ? MessagingError.fromServer(said.data)
      : MessagingError.transport('unavailable', 'The server could not be reached.', cause);
    if (error.retry === 'after-auth') this.renewOrFail(error);
    else this.fail(error);
  }

  /** One fresh token at once; a second refusal is meant. */
  private renewOrFail(error: MessagingError): void {
    if (this.isRenewed) {
      this.fail(error);
      return;
    }
    this.isRenewed = true;
    this.refusedToken = this.token;
    this.attempt();
  }

  /** The token ended under a standing connection: back with a fresh one, with the pace of any other failure. */
  private tokenEnded(): void {
    this.refusedToken = this.token;
    this.fail(MessagingError.transport('unavailable', 'The token has ended.'));
  }

  private fail(error: MessagingError): void {
    if (error.origin === 'server' && error.retry !== 'later') {
      this.rest({ state: 'refused', error: error.body });
      return;
    }
    const { platform } = this.options;
    this.failures++;
    const wait = reconnectMs(this.failures, platform.random, error.retryAfter ?? this.drainSeconds);
    this.drainSeconds = undefined;
    this.rest({ state: 'connecting', attempt: this.failures + 1, retryAt: platform.now() + wait });
    this.cancelTimer = platform.setTimer(() => this.attempt(), wait);
  }

  private received(name: string, payload: unknown): void {
    const event = readEvent(name, payload);
    if (!event) return;
    if (event.name === 'server:drain') this.drainSeconds = event.payload.retryAfter;
    else if (event.name === 'auth:expiring') void this.refreshToken();
    else this.options.onEvent(event);
  }

  /** Gives the server a fresh token before the old one ends. If that fails the server cuts us off and we come back with one. */
  private async refreshToken(): Promise<void> {
    try {
      await this.command('auth:refresh', { token: await this.options.tokens.renew(null) });
    } catch {
      // Cut off in at most a minute, then the ordinary way back decides.
    }
  }
}
