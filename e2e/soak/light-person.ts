import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs, reconnectMs } from '@natter/model';
import type { Message, SyncAnswer } from '@natter/protocol';
import { connectRawDevice, HandshakeRefused, type RawDevice } from '@natter/testkit';
import type { CallRest } from '../torture/clients/rest.ts';
import type { Chance } from '../torture/seeded.ts';
import type { Knowledge, Pair } from './lines.ts';

export interface LightPersonOptions {
  readonly url: string;
  readonly who: string;
  readonly pair: Pair;
  readonly getToken: () => Promise<string>;
  readonly rest: CallRest;
  readonly chance: Chance;
  readonly onAcknowledged: (conversationId: string, seq: number, clientId: string) => void;
  /** Goes out now, for the first time or again. */
  readonly onSending: (clientId: string) => void;
  /** Something of somebody else came live. */
  readonly onArrived: (clientId: string) => void;
  readonly onReturn: () => void;
  readonly onRefused: () => void;
}

interface Waiting {
  readonly clientId: string;
  readonly content: string;
}

/** One stay is that long, in seconds; then the person goes: says so or is cut. */
const STAY_S = [20, 180] as const;
const AWAY_MS = [200, 8_000] as const;
const FAREWELL = '1';
const ANSWER_WITHIN_MS = 15_000;

/** A person of one conversation on one connection, who comes and goes, sends in order, and keeps account of what arrived. */
export class LightPerson {
  private readonly options: LightPersonOptions;
  private readonly waiting: Waiting[] = [];
  private readonly beyond = new Map<number, string>();
  private upTo = 0;
  private changeSeq = 0;
  private wrong = 0;
  private cursor: string | undefined;
  private device: RawDevice | null = null;
  private isSending = false;
  private isStopped = false;
  private isStaying = false;

  constructor(options: LightPersonOptions) {
    this.options = options;
  }

  get isConnected(): boolean {
    return this.device !== null;
  }

  /** Comes and goes until `stop`. */
  async live(): Promise<void> {
    for (let failures = 0; !this.isStopped; ) {
      let retryAfter: number | undefined;
      try {
        await this.stay();
        failures = 0;
        await pause(this.isStaying ? 0 : this.options.chance.between(...AWAY_MS));
        continue;
      } catch (error) {
        if (error instanceof HandshakeRefused) {
          this.options.onRefused();
          retryAfter = readRetryAfter(error.data);
        }
      } finally {
        this.device = null;
      }
      failures++;
      await pause(reconnectMs(failures, () => this.options.chance.next(), retryAfter));
    }
  }

  /** Has something to say; it goes when it can. */
  say(content: string): void {
    this.waiting.push({ clientId: randomUUID(), content });
    void this.flush();
  }

  /** From now on nobody leaves. */
  settle(): void {
    this.isStaying = true;
  }

  stop(): void {
    this.isStopped = true;
    this.device?.socket.destroy();
  }

  /** Asks once more for all that changed, and tells what is known. */
  async tell(): Promise<Knowledge> {
    const { device } = this;
    if (device !== null) await this.catchUp(device).catch(() => undefined);
    const { who, pair } = this.options;
    const { upTo, wrong } = this;
    return {
      ...{ who, conversationId: pair.conversationId, upTo, wrong },
      beyond: this.beyond.size,
      waiting: this.waiting.length,
    };
  }

  private async stay(): Promise<void> {
    const { url, chance } = this.options;
    const device = await connectRawDevice({
      url,
      token: await this.options.getToken(),
      onEvent: (event, payload) => this.hear(event, payload),
    });
    await this.catchUp(device);
    this.device = device;
    this.options.onReturn();
    void this.flush();
    const leave = new AbortController();
    const ends = pause(chance.between(...STAY_S) * 1_000, true, { signal: leave.signal, ref: false }).catch(
      () => false,
    );
    if ((await Promise.race([device.socket.closed, ends])) === true && !this.isStaying) {
      // Half of them say goodbye; the others' lines are cut.
      if (chance.next() < 0.5) device.packet(FAREWELL);
      else device.socket.destroy();
      setTimeout(() => device.socket.destroy(), 1_000).unref();
    }
    await device.socket.closed;
    leave.abort();
  }

  private hear(event: string, payload: unknown): void {
    if (event !== 'message:new') return;
    const { message } = payload as { message: Message };
    if (message.conversationId !== this.options.pair.conversationId) this.wrong++;
    else this.learn(message.seq, message.id);
    if (message.clientId !== null && message.senderId !== this.options.who) this.options.onArrived(message.clientId);
  }

  private learn(seq: number, id: string): void {
    if (seq <= this.upTo) return;
    const before = this.beyond.get(seq);
    if (before !== undefined && before !== id) this.wrong++;
    this.beyond.set(seq, id);
    for (; this.beyond.delete(this.upTo + 1); this.upTo++);
  }

  private async catchUp(device: RawDevice): Promise<void> {
    for (;;) {
      const page = await this.insist<SyncAnswer>(
        device,
        'sync',
        this.cursor === undefined ? {} : { cursor: this.cursor },
      );
      for (const { conversation, messages, complete, fromSeq } of page.conversations) {
        for (const { seq, id } of messages) this.learn(seq, id);
        if (!complete || (fromSeq ?? 0) > this.upTo + 1) await this.readChanges();
        else this.changeSeq = Math.max(this.changeSeq, conversation.changeSeq);
      }
      this.cursor = page.cursor;
      if (!page.hasMore) return;
    }
  }

  private async readChanges(): Promise<void> {
    const { rest, pair } = this.options;
    for (;;) {
      const path = `/conversations/${pair.conversationId}/changes?after=${this.changeSeq}&limit=100`;
      const answer = await rest('GET', path);
      if (answer?.status !== 200) throw new Error(`${path} was answered ${answer?.status}`);
      const body = answer.body as { items: Message[]; toChangeSeq: number; hasMore: boolean };
      for (const { seq, id } of body.items) this.learn(seq, id);
      this.changeSeq = body.toChangeSeq;
      if (!body.hasMore) return;
    }
  }

  private async flush(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (let next = this.waiting[0]; next !== undefined && this.device !== null; next = this.waiting[0]) {
        const { conversationId } = this.options.pair;
        const { clientId, content } = next;
        this.options.onSending(clientId);
        const data = await this.insist<{ message: Message }>(this.device, 'message:send', {
          ...{ conversationId, clientId, content },
          type: 'text',
        });
        this.waiting.shift();
        this.learn(data.message.seq, data.message.id);
        this.options.onAcknowledged(conversationId, data.message.seq, clientId);
      }
    } catch {
      // Cut: it goes again under its key when the person is back.
    } finally {
      this.isSending = false;
    }
  }

  /** Asks until there is an answer. Errors: the connection ended first. */
  private async insist<T>(device: RawDevice, event: string, payload: unknown): Promise<T> {
    for (let tries = 1; ; tries++) {
      const late = pause(ANSWER_WITHIN_MS, undefined, { ref: false });
      const answer = (await Promise.race([device.ask(event, payload), device.socket.closed, late])) as
        | { ok: true; data: T }
        | { ok: false; error: { code: string; retryAfter?: number } }
        | undefined;
      if (answer === undefined) {
        device.socket.destroy();
        throw new Error('cut');
      }
      if (answer.ok) return answer.data;
      this.options.onRefused();
      await pause(backoffMs(tries, () => this.options.chance.next(), answer.error.retryAfter));
    }
  }
}

function readRetryAfter(data: unknown): number | undefined {
  const value: unknown = Object(Object(data).data).retryAfter;
  return typeof value === 'number' ? value : undefined;
}
