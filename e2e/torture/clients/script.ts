import { randomUUID } from 'node:crypto';
import type { SendOp } from '../history/history-event.ts';
import type { History } from '../history/history-files.ts';
import type { Chance } from '../seeded.ts';
import { pause } from '../wait.ts';
import { type CallRest, judge, type RestAnswer } from './rest.ts';
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

/** How often something acknowledged is sent again, and how often its key is used for another text. */
const REPEAT = 0.4;
const REUSE = 0.3;
const BURST = 0.1;
const BURST_SIZE = 5;

/**
 * A person who wrote a client in an afternoon: it tries a send again with its key until there is an answer, and to be sure sends
 * acknowledged ones once more, and by mistake uses a key twice.
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
    while (!signal.aborted) {
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
      await pause(chance.between(50, 400), signal);
    }
  }

  /** Says something, one message or a burst, and stays until it is answered. The signal ends it: it is unknown then. */
  async say(signal: AbortSignal): Promise<void> {
    const { chance, plan } = this.options;
    if (this.known.size === 0) return;
    const conversationId = chance.pick([...this.known]);
    const make = (): Message => ({ clientId: randomUUID(), conversationId, content: this.nextText() });
    if (plan.kind === 'socket' && chance.next() < BURST)
      await this.burst(Array.from({ length: BURST_SIZE }, make), signal);
    else await this.sayOne(make(), `${plan.name} ${conversationId}`, signal);
  }

  /** Several on one connection without waiting in between: they keep their order unless one has to be tried again. */
  private async burst(messages: readonly Message[], signal: AbortSignal): Promise<void> {
    const line = `${this.plan.name} burst ${messages[0]?.clientId}`;
    const isDone = await Promise.all(messages.map((message) => this.attempt('send', message, line)));
    for (const [index, message] of messages.entries()) {
      if (!isDone[index]) await this.sayOne(message, null, signal);
    }
  }

  private async sayOne(message: Message, line: string | null, signal: AbortSignal): Promise<void> {
    const { chance } = this.options;
    while (!(await this.attempt('send', message, line))) {
      if (signal.aborted) return;
      await pause(chance.between(20, 300), signal);
    }
    if (chance.next() < REPEAT) await this.attempt('repeat', message, null);
    if (chance.next() < REUSE) await this.attempt('reuse', { ...message, content: `${message.content} or not` }, null);
  }

  /** One try. True when it was answered for good. */
  private async attempt(
    op: SendOp,
    { clientId, conversationId, content }: Message,
    line: string | null,
  ): Promise<boolean> {
    const { history, carry } = this.options;
    history.note({ op, phase: 'invoke', clientId, conversationId, content, line });
    const answer = await carry(conversationId, { clientId, content });
    const verdict = judge(answer);
    if (verdict.end === 'unknown') history.note({ op, phase: 'unknown', clientId, reason: verdict.reason });
    if (verdict.end === 'fail') history.note({ op, phase: 'fail', clientId, code: verdict.code });
    if (verdict.end === 'ok') {
      const message = (answer?.body['message'] ?? {}) as Record<string, unknown>;
      const [where, id, text] = [String(message['conversationId']), String(message['id']), message['content']];
      const found = {
        conversationId: where,
        seq: Number(message['seq']),
        id,
        content: text === null ? null : String(text),
      };
      history.note({ op, phase: 'ok', clientId, ...found, duplicate: answer?.body['duplicate'] === true });
    }
    return verdict.end !== 'unknown';
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
