import { randomUUID } from 'node:crypto';
import type { SendOp } from '../history/history-event.ts';
import type { History } from '../history/history-files.ts';
import type { Chance } from '../seeded.ts';
import { pause } from '../wait.ts';
import { chooseChange, type Shown } from './device-changes.ts';
import { type CallRest, judge, type RestAnswer } from './rest.ts';
import { changeByRest } from './rest-changes.ts';
import { createTexts } from './texts.ts';
import type { DevicePlan } from './world.ts';

/** Sends a body once. How it travels is the way's business. */
export type Carry = (conversationId: string, body: { clientId: string; content: string }) => Promise<RestAnswer | null>;

export interface ScriptOptions {
  readonly plan: DevicePlan;
  readonly rest: CallRest;
  readonly carry: Carry;
  readonly history: History;
  readonly chance: Chance;
}

interface Message {
  readonly clientId: string;
  readonly conversationId: string;
  readonly content: string;
}

/** How often something acknowledged is sent again, its key is used for another text, and it is looked for. */
const REPEAT = 0.4;
const REUSE = 0.3;
const LOOK = 0.2;
const BURST = 0.1;
const BURST_SIZE = 5;

/**
 * A person who wrote a client in an afternoon: it tries a send again with its key until there is an answer, and to be sure sends
 * acknowledged ones once more, and by mistake uses a key twice. One of trait `twice` makes every request two times at once.
 */
export class Script {
  readonly plan: DevicePlan;
  readonly known = new Set<string>();
  private readonly options: ScriptOptions;
  private readonly nextText: () => string;

  constructor(options: ScriptOptions) {
    this.options = options;
    this.plan = options.plan;
    this.nextText = createTexts(options.plan.name, options.chance);
  }

  async startWith(other: string, signal: AbortSignal): Promise<void> {
    const { history, rest, chance } = this.options;
    for (let tries = 1; !signal.aborted; tries++) {
      history.note({ op: 'start', phase: 'invoke', other });
      const answer = await rest('POST', '/conversations', { type: 'direct', participantId: other });
      const verdict = judge(answer);
      if (verdict.end === 'ok') {
        const conversationId = String(answer?.body['id']);
        this.known.add(conversationId);
        history.note({ op: 'start', phase: 'ok', other, conversationId });
        return;
      }
      if (verdict.end === 'fail') {
        history.note({ op: 'start', phase: 'fail', other, code: verdict.code });
        return;
      }
      history.note({ op: 'start', phase: 'unknown', other, reason: verdict.reason });
      await pause(chance.between(50, 400) * Math.min(tries, 8), signal);
    }
  }

  /** Says something, one message or a burst, and stays until it is answered. The signal ends it: it is unknown then. */
  async say(signal: AbortSignal): Promise<void> {
    const { chance, plan } = this.options;
    if (this.known.size === 0) return;
    if (plan.kind === 'socket' && chance.next() < BURST) await this.burst(BURST_SIZE, signal);
    else {
      const conversationId = chance.pick([...this.known]);
      await this.sayOne(this.make(conversationId), `${plan.name} ${conversationId}`, signal, true);
    }
  }

  private make(conversationId: string): Message {
    return { clientId: randomUUID(), conversationId, content: this.nextText() };
  }

  /** Several on one connection without waiting in between: they keep their order unless one has to be tried again. */
  async burst(size: number, signal: AbortSignal): Promise<void> {
    if (this.known.size === 0) return;
    const conversationId = this.options.chance.pick([...this.known]);
    const messages = Array.from({ length: size }, () => this.make(conversationId));
    const line = `${this.plan.name} burst ${messages[0]?.clientId}`;
    const ends = await Promise.all(messages.map((message) => this.attempt('send', message, line)));
    for (const [index, message] of messages.entries()) {
      if (ends[index] === 'unknown') await this.sayOne(message, null, signal, false);
    }
  }

  private async sayOne(message: Message, line: string | null, signal: AbortSignal, isCareful: boolean): Promise<void> {
    const { chance, plan } = this.options;
    for (;;) {
      const ways = plan.trait === 'twice' ? 2 : 1;
      const ends = await Promise.all(Array.from({ length: ways }, () => this.attempt('send', message, line)));
      // What was refused is nothing yet: under its key something else may be said as soon as its person may write again.
      if (ends.includes('refused')) return;
      if (ends.includes('sent')) break;
      if (signal.aborted) return;
      await pause(chance.between(20, 300), signal);
    }
    if (!isCareful) return;
    if (chance.next() < REPEAT) await this.attempt('repeat', message, null);
    if (chance.next() < REUSE) await this.attempt('reuse', { ...message, content: `${message.content} or not` }, null);
  }

  /** One try, and how it ended. */
  private async attempt(
    op: SendOp,
    { clientId, conversationId, content }: Message,
    line: string | null,
  ): Promise<'sent' | 'refused' | 'unknown'> {
    const { history, carry, chance } = this.options;
    history.note({ op, phase: 'invoke', clientId, conversationId, content, line });
    const answer = await carry(conversationId, { clientId, content });
    const verdict = judge(answer);
    if (verdict.end === 'unknown') history.note({ op, phase: 'unknown', clientId, reason: verdict.reason });
    if (verdict.end === 'fail') history.note({ op, phase: 'fail', clientId, code: verdict.code });
    if (verdict.end === 'ok') {
      const message: Record<string, unknown> = Object(answer?.body['message']);
      const [where, id, text] = [String(message['conversationId']), String(message['id']), message['content']];
      const found = {
        conversationId: where,
        seq: Number(message['seq']),
        id,
        content: text === null ? null : String(text),
      };
      history.note({ op, phase: 'ok', clientId, ...found, duplicate: answer?.body['duplicate'] === true });
      if (op === 'send' && chance.next() < LOOK) await this.lookFor(where, found.seq, id);
    }
    return verdict.end === 'ok' ? 'sent' : verdict.end === 'fail' ? 'refused' : 'unknown';
  }

  /** Asks afresh for a message that was just acknowledged. */
  private async lookFor(conversationId: string, seq: number, id: string): Promise<void> {
    const { history, rest } = this.options;
    const answer = await rest('GET', `/conversations/${conversationId}/messages?after=${seq - 1}&limit=1`);
    if (answer === null || answer.status !== 200) return;
    const items = Array.isArray(answer.body['items']) ? answer.body['items'] : [];
    const has = items.some((item) => Reflect.get(Object(item), 'id') === id);
    history.note({ op: 'look', conversationId, seq, has });
  }

  /** Does something with one of the newest messages of a conversation. */
  async amend(): Promise<void> {
    const { chance, rest, history, plan } = this.options;
    if (this.known.size === 0) return;
    const answer = await rest('GET', `/conversations/${chance.pick([...this.known])}/messages?limit=20`);
    if (answer === null || answer.status !== 200 || !Array.isArray(answer.body['items'])) return;
    const items: Shown[] = answer.body['items'];
    const change = chooseChange(items, plan.person, chance, this.nextText);
    if (change) await changeByRest(rest, change, history);
  }

  /** Tells marks as a careless program would: forward, back, beyond the end. */
  async read(): Promise<void> {
    const { chance, rest } = this.options;
    if (this.known.size === 0) return;
    const id = chance.pick([...this.known]);
    const answer = await rest('GET', `/conversations/${id}`);
    if (judge(answer).end !== 'ok') return;
    const last = Number(answer?.body['lastSeq']);
    await rest('PUT', `/conversations/${id}/${chance.pick(['read', 'delivered'])}`, { seq: chance.whole(0, last + 5) });
  }
}
