import { randomUUID } from 'node:crypto';
import {
  createNatterClient,
  isTransient,
  MessagingError,
  type NatterClient,
  singleTab,
  type Thread,
} from '@natter/client';
import type { History } from '../history/history-files.ts';
import type { Chance } from '../seeded.ts';
import { pause, settles } from '../wait.ts';
import { createDisk, createLife, type Life } from './mortal.ts';
import { createTexts } from './texts.ts';
import type { DevicePlan } from './world.ts';

export interface DeviceOptions {
  readonly plan: DevicePlan;
  readonly url: string;
  readonly getToken: () => Promise<string>;
  readonly history: History;
  readonly chance: Chance;
}

/** Conversations of which a device has a thread open: there it reads and types. */
const OPEN_THREADS = 3;
const CLOSE_WITHIN_MS = 5_000;

/** One of our clients on a disk that survives it. Everything it says is noted before it says it. */
export class Device {
  readonly plan: DevicePlan;
  readonly disk = createDisk();
  private readonly options: DeviceOptions;
  private readonly nextText: () => string;
  private life: Life;
  private current: NatterClient;
  private readonly threads = new Map<string, Thread>();
  /** Noted as invoked and not ended; after a restart their end is awaited again where the outbox still has them. */
  private readonly open = new Map<string, { readonly conversationId: string; readonly content: string }>();
  private restarting: Promise<void> = Promise.resolve();

  constructor(options: DeviceOptions) {
    this.options = options;
    this.plan = options.plan;
    this.nextText = createTexts(options.plan.name, options.chance);
    ({ life: this.life, client: this.current } = this.bear());
  }

  get client(): NatterClient {
    return this.current;
  }

  get isLive(): boolean {
    return this.client.connection.getSnapshot().state === 'live';
  }

  start(): Promise<void> {
    return this.client.start();
  }

  /** Ends it and starts it from its disk: `kill` in the middle of whatever it does, `close` as one leaves. */
  restart(how: 'kill' | 'close'): Promise<void> {
    this.restarting = this.restarting.then(async () => {
      const { client, life } = this;
      if (how === 'kill') life.kill();
      const closed = client.close();
      if (how === 'close' && !(await settles(closed, CLOSE_WITHIN_MS)))
        throw new Error(`${this.plan.name} does not close`);
      life.kill();
      this.threads.clear();
      ({ life: this.life, client: this.current } = this.bear());
      await this.client.start();
      await this.awaitAgain();
    });
    return this.restarting;
  }

  async end(): Promise<void> {
    await this.restarting;
    await settles(this.client.close(), CLOSE_WITHIN_MS);
    this.life.kill();
  }

  private bear(): { life: Life; client: NatterClient } {
    const { url, getToken, history, chance, plan } = this.options;
    const life = createLife(this.disk, chance);
    const client = createNatterClient({ url, getToken, userId: plan.person, tabs: singleTab, ...life.options });
    client.onNotice((notice) => {
      if (notice.kind !== 'message' || life.isDead()) return;
      const { conversationId, seq, id, senderId, clientId, content } = notice.message;
      history.note({ op: 'seen', conversationId, seq, id, senderId, clientId, content });
    });
    return { life, client };
  }

  /** Starts a conversation and goes on until there is an answer. */
  async startWith(other: string, signal: AbortSignal): Promise<void> {
    const { history } = this.options;
    while (!signal.aborted) {
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
        const code = error instanceof MessagingError ? error.code : String(error);
        history.note(
          isTransient(error)
            ? { op: 'start', phase: 'unknown', other, reason: code }
            : { op: 'start', phase: 'fail', other, code },
        );
        if (!isTransient(error)) return;
      }
      await pause(this.options.chance.between(50, 400), signal);
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
    const [clientId, content] = [randomUUID(), this.nextText()];
    const line = `${plan.name} ${conversationId}`;
    history.note({ op: 'send', phase: 'invoke', clientId, conversationId, content, line });
    this.open.set(clientId, { conversationId, content });
    await this.put(clientId, { conversationId, content });
    if (chance.next() < 0.3) this.client.typing.start(conversationId);
  }

  private async put(
    clientId: string,
    { conversationId, content }: { conversationId: string; content: string },
  ): Promise<void> {
    const { life, options } = this;
    const sending = this.client.sendMessage(conversationId, { clientId, content });
    const sent = await Promise.race([sending, life.died.then(() => null)]);
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
        if (life.isDead() || !this.open.delete(clientId)) return;
        options.history.note({
          ...key,
          phase: 'fail',
          code: error instanceof MessagingError ? error.code : String(error),
        });
      },
    );
  }

  /** What is still in the outbox after a restart. What is not there any more was confirmed, or lost: the database will tell. */
  private async awaitAgain(): Promise<void> {
    const rows = await this.disk.read((tx) => tx.all('outbox'));
    const waiting = new Set(rows.map((row) => Reflect.get(Object(row), 'clientId')));
    for (const [clientId, what] of [...this.open]) {
      if (waiting.has(clientId)) await this.put(clientId, what);
      else this.open.delete(clientId);
    }
  }

  /** Reads up to somewhere in a conversation that is open, now and then up to the end and beyond it. */
  read(): void {
    const { chance } = this.options;
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
