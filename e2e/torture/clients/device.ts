import { randomUUID } from 'node:crypto';
import type { NatterClient, OpenSocket, Thread } from '@natter/client';
import type { History } from '../history/history-files.ts';
import type { Chance } from '../seeded.ts';
import { pause, settles, until } from '../wait.ts';
import { createDisk, type Disk } from './broken-disk.ts';
import { type ClientLibrary, currentClient } from './client-library.ts';
import { chooseChange, makeChange } from './device-changes.ts';
import { codeOf } from './error-code.ts';
import { createLife, type Life } from './mortal.ts';
import { otherTransport } from './other-transport.ts';
import type { SharedTabs } from './shared-tabs.ts';
import { createTexts } from './texts.ts';
import { WatchedPeople } from './watched-people.ts';
import { type DevicePlan, type DiskTrait, othersOf, STRANGER } from './world.ts';

export interface DeviceOptions {
  readonly plan: DevicePlan;
  readonly url: string;
  readonly getToken: () => Promise<string>;
  readonly history: History;
  readonly chance: Chance;
  /** The client that it runs; absent: the one that is here. */
  readonly library?: ClientLibrary | undefined;
  /** What it has in common with the other tabs of its browser; absent: it is the only one. */
  readonly browser?: Browser | undefined;
}

/** A browser's: what its tabs share. */
export interface Browser {
  readonly disk: Disk;
  readonly tabs: SharedTabs;
  /** What was said in any of its tabs and has not ended. */
  readonly open: Map<string, Said>;
}

/** Conversations of which a device has a thread open: there it reads and types. */
const OPEN_THREADS = 3;
const CLOSE_WITHIN_MS = 5_000;
const EMPTY_WITHIN_MS = 20_000;
const TEN_YEARS_MS = 10 * 365 * 24 * 60 * 60_000;
const POLLS = 0.03;
/** Of the times that it reads. */
const ASKS_FOR_PEOPLE = 0.15;

interface Said {
  /** Where it was said. */
  readonly device: string;
  readonly conversationId: string;
  readonly content: string;
  readonly isPoll: boolean;
}

/** As far as it matters here. */
interface OutboxOnDisk {
  readonly clientId: string;
  readonly state: string;
  readonly error: { readonly code: string } | null;
}

/** One of our clients on a disk that survives it. Everything it says is noted before it says it. */
export class Device {
  readonly plan: DevicePlan;
  readonly disk: Disk;
  /** With whom it is to talk, and the stranger, whom it is to know nothing of. */
  readonly people: WatchedPeople;
  private readonly options: DeviceOptions;
  private readonly library: ClientLibrary;
  private readonly nextText: () => string;
  private life: Life;
  private current: NatterClient;
  private skewMs = 0;
  /** The disk failed in this life, and said so: what was queued since is in memory alone. */
  private hasFailed = false;
  private readonly threads = new Map<string, Thread>();
  /** Noted as invoked and not ended; after a restart their end is awaited again where the outbox still has them. */
  private readonly open: Map<string, Said>;
  private leaveBrowser: () => void = () => undefined;
  private restarting: Promise<void> = Promise.resolve();

  constructor(options: DeviceOptions) {
    const { trait } = options.plan;
    this.options = options;
    this.plan = options.plan;
    this.library = options.library ?? currentClient;
    this.disk = options.browser?.disk ?? createDisk(this.library.memoryStorage());
    this.open = options.browser?.open ?? new Map();
    this.people = new WatchedPeople([...othersOf(options.plan.person), STRANGER]);
    this.nextText = createTexts(options.plan.name, options.chance);
    if (trait === 'clock behind') this.skewMs = -TEN_YEARS_MS;
    if (trait === 'clock ahead') this.skewMs = TEN_YEARS_MS;
    ({ life: this.life, client: this.current } = this.bear());
  }

  get client(): NatterClient {
    return this.current;
  }

  get isLive(): boolean {
    return this.client.connection.getSnapshot().state === 'live';
  }

  /** It gets no live event at all: only sync, once a minute, tells it of others. */
  get isDeaf(): boolean {
    return this.plan.trait === 'deaf';
  }

  start(): Promise<void> {
    return this.client.start();
  }

  /** Ends it and starts it from its disk: `kill` in the middle of whatever it does, `close` as one leaves. */
  restart(how: 'kill' | 'close', between: () => Promise<void> = async () => undefined): Promise<void> {
    this.restarting = this.restarting.then(async () => {
      const { client, life } = this;
      if (how === 'kill') this.kill(life);
      const closed = client.close();
      if (how === 'close' && !(await settles(closed, CLOSE_WITHIN_MS)))
        throw new Error(`${this.plan.name} does not close`);
      this.kill(life);
      this.threads.clear();
      await between();
      ({ life: this.life, client: this.current } = this.bear());
      await this.client.start();
      await this.awaitAgain();
    });
    return this.restarting;
  }

  /** Writes several messages and is killed at once, before most of them can have left; then it is opened again. */
  async sayAndDie(): Promise<number> {
    const count = this.options.chance.whole(1, 4);
    for (let nth = 0; nth < count; nth++) await this.say();
    await this.restart('kill');
    return count;
  }

  /** Lets its disk fail as its plan has it, for a while; then it is killed and comes back on a disk that works. */
  async loseDisk(how: DiskTrait, forMs: number, signal: AbortSignal): Promise<void> {
    const { chance } = this.options;
    if (how === 'disk corrupt') {
      await this.restart('kill', () => this.disk.spoil(chance));
      return;
    }
    // From the beginning on, or in the middle of its life.
    const fail = async () => {
      this.hasFailed = true;
      await this.disk.fail(how);
    };
    if (how === 'disk read-only') await this.restart('kill', fail);
    else await fail();
    await pause(forMs, signal);
    // What was queued goes out from memory. Killed before it has, it was promised no more; afterwards all of it must be there.
    const isEmpty = () => this.client.outbox.getSnapshot().queued === 0;
    if (chance.next() < 0.7) await until(isEmpty, EMPTY_WITHIN_MS);
    if (isEmpty()) this.hasFailed = false;
    await this.restart('kill', async () => this.disk.mend());
    this.hasFailed = false;
  }

  /** Sets its clock to another year. */
  jump(): void {
    this.skewMs = this.options.chance.between(-TEN_YEARS_MS, TEN_YEARS_MS);
  }

  async end(): Promise<void> {
    await this.restarting;
    await settles(this.client.close(), CLOSE_WITHIN_MS);
    this.kill(this.life);
  }

  private kill(life: Life): void {
    life.kill();
    this.leaveBrowser();
  }

  private bear(): { life: Life; client: NatterClient } {
    const { url, getToken, history, chance, plan, browser } = this.options;
    const { library } = this;
    const system = library.systemPlatform();
    const life = createLife({ disk: this.disk.storage, chance, skewMs: () => this.skewMs, system });
    const tab = browser?.tabs.open();
    this.leaveBrowser = () => tab?.kill();
    const openSocket = transportOf(plan);
    const client = library.createNatterClient({
      ...{ url, getToken, userId: plan.person, tabs: tab?.tabs ?? library.singleTab, ...life.options },
      ...(openSocket ? { openSocket } : {}),
    });
    client.onNotice((notice) => {
      if (life.isDead()) return;
      if (notice.kind === 'send-failed') this.refused(notice.pending.clientId, notice.pending.error?.code ?? 'unknown');
      if (notice.kind !== 'message') return;
      const { conversationId, seq, id, senderId, clientId, content } = notice.message;
      history.note({ op: 'seen', conversationId, seq, id, senderId, clientId, content });
    });
    this.people.bornWith(client);
    return { life, client };
  }

  /** Asks afresh who is here. */
  askForPeople(): void {
    this.people.askAgain(this.client);
  }

  /** Starts a conversation and goes on until there is an answer. */
  async startWith(other: string, signal: AbortSignal): Promise<void> {
    const { history } = this.options;
    for (let tries = 1; !signal.aborted; tries++) {
      history.note({ op: 'start', phase: 'invoke', other });
      const { life } = this;
      const died = life.died.then(() => null);
      try {
        const conversation = await Promise.race([this.client.startConversation(other), died]);
        if (conversation !== null) {
          history.note({ op: 'start', phase: 'ok', other, conversationId: conversation.id });
          return;
        }
        history.note({ op: 'start', phase: 'unknown', other, reason: 'killed' });
      } catch (error) {
        const code = codeOf(error);
        history.note(
          this.library.isTransient(error)
            ? { op: 'start', phase: 'unknown', other, reason: code }
            : { op: 'start', phase: 'fail', other, code },
        );
        if (!this.library.isTransient(error)) return;
      }
      await pause(this.options.chance.between(50, 400) * Math.min(tries, 8), signal);
    }
  }

  /** The conversations it knows of. */
  known(): string[] {
    const inbox = this.client.conversations.open({ filter: 'all' });
    const ids = inbox.getSnapshot().items.map((item) => item.conversation.id);
    inbox.close();
    return ids;
  }

  /** Says something somewhere; resolves when it is durable here, or when the device was killed before. */
  async say(_signal?: AbortSignal): Promise<void> {
    const { chance, history, plan } = this.options;
    const ids = this.known();
    if (ids.length === 0) return;
    const conversationId = chance.pick(ids);
    const [clientId, content, isPoll] = [randomUUID(), this.nextText(), chance.next() < POLLS];
    const line = `${plan.name} ${conversationId}`;
    history.note({ op: 'send', phase: 'invoke', clientId, conversationId, content, line });
    const said = { device: plan.name, conversationId, content, isPoll };
    this.open.set(clientId, said);
    await this.put(clientId, said);
    if (chance.next() < 0.3) this.client.typing.start(conversationId);
  }

  private async put(clientId: string, { conversationId, content, isPoll }: Said): Promise<void> {
    const { life, options } = this;
    const poll = isPoll ? { poll: { options: ['one', 'two', 'three'], multiple: true } } : {};
    const sending = this.client.sendMessage(conversationId, { clientId, content, ...poll }).catch((error: unknown) => {
      // So much waits after minutes without a server that nothing more is taken: its person is told, and keeps the text.
      if (codeOf(error) === 'overloaded') return 'not taken' as const;
      throw error;
    });
    const sent = await Promise.race([sending, life.died.then(() => null)]);
    if (sent === 'not taken') {
      this.open.delete(clientId);
      options.history.note({ op: 'send', phase: 'unpromised', clientId, reason: 'the outbox is full' });
      return;
    }
    if (sent === null || life.isDead()) {
      options.history.note({ op: 'send', phase: 'unknown', clientId, reason: 'killed' });
      return;
    }
    options.history.note({ op: 'send', phase: 'queued', clientId });
    const key = { op: 'send', clientId } as const;
    sent.committed.then(
      ({ seq, id, conversationId: where, content: text }) => {
        if (life.isDead() || !this.open.delete(clientId)) return;
        options.history.note({ ...key, phase: 'ok', conversationId: where, seq, id, content: text, duplicate: null });
      },
      (error: unknown) => {
        if (!life.isDead()) this.refused(clientId, codeOf(error));
      },
    );
  }

  /**
   * Refused for good: noted once, though it may be told in several ways, and again after a restart on a disk that had not heard of it.
   * Its person has seen it and throws it away; whether the refusal was right is judged later.
   */
  private refused(clientId: string, code: string): void {
    if (this.open.delete(clientId)) this.options.history.note({ op: 'send', phase: 'fail', clientId, code });
    void this.client.messages.discard(clientId).catch(() => {
      // Killed meanwhile, or its disk: it is found refused after the restart.
    });
  }

  /**
   * What is still in the outbox after a restart. What is not there any more was confirmed, or lost: the database will tell. Where the disk
   * had failed and said so, nothing was promised.
   */
  private async awaitAgain(): Promise<void> {
    const rows = await this.disk.storage.read((tx) => tx.all('outbox')).catch(() => []);
    const waiting = new Map(rows.map((row): [string, OutboxOnDisk] => [Object(row).clientId, Object(row)]));
    for (const { clientId, state, error } of waiting.values()) {
      if (state === 'failed') this.refused(clientId, error?.code ?? 'unknown');
    }
    for (const [clientId, said] of [...this.open]) {
      // What another tab said is that tab's to follow.
      if (said.device !== this.plan.name) continue;
      const row = waiting.get(clientId);
      if (row) await this.put(clientId, said);
      else {
        this.open.delete(clientId);
        if (this.hasFailed) {
          this.options.history.note({ op: 'send', phase: 'unpromised', clientId, reason: 'the disk had failed' });
        }
      }
    }
  }

  /** Does something with a message that is on its screen: edits, reacts, stars, votes, deletes. */
  async amend(): Promise<void> {
    const { chance, history, plan } = this.options;
    const { life, client } = this;
    const threads = [...this.threads.values()];
    if (threads.length === 0) return;
    const { messages } = chance.pick(threads).getSnapshot();
    const change = chooseChange(messages, plan.person, chance, this.nextText);
    const { isTransient } = this.library;
    if (change) await makeChange({ client, change, history, isDead: life.isDead, died: life.died, isTransient });
  }

  /** Reads up to somewhere in a conversation that is open, now and then up to the end and beyond it. */
  read(): void {
    const { chance } = this.options;
    if (chance.next() < ASKS_FOR_PEOPLE) this.askForPeople();
    for (const id of this.known()) {
      if (this.threads.size >= OPEN_THREADS) break;
      if (!this.threads.has(id)) this.threads.set(id, this.client.messages.open(id));
    }
    const threads = [...this.threads.values()];
    if (threads.length === 0) return;
    const thread = chance.pick(threads);
    const last = thread.getSnapshot().messages.at(-1)?.seq ?? 0;
    if (last > 0) thread.markRead(chance.next() < 0.5 ? last : chance.whole(1, last + 5));
    if (chance.next() < 0.2) {
      thread.close();
      for (const [id, one] of this.threads) if (one === thread) this.threads.delete(id);
    }
  }
}

/** Its own, unless its plan has it otherwise. */
function transportOf({ trait }: DevicePlan): OpenSocket | null {
  if (trait === 'deaf') return otherTransport(['websocket'], true);
  return trait === 'polling' ? otherTransport(['polling'], false) : null;
}
