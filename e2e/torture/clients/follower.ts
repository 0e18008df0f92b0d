import type { HeldConversation, Holding } from '../checker/evidence.ts';
import { foundConversation } from '../final/found.ts';
import type { Chance } from '../seeded.ts';
import { pause } from '../wait.ts';
import type { CallRest, RestAnswer } from './rest.ts';

type Json = Record<string, unknown>;
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.map((one) => Object(one)) : []);
const numbersOf = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);

/** Of its pauses, when everybody is calm. */
const CALM_SHARE = 0.2;

interface Known {
  conversation: Json;
  /** Up to which change everything has been applied. */
  appliedSeq: number;
  readonly messages: Map<number, Json>;
  starred: ReadonlySet<number>;
}

/**
 * Somebody who knows what `sync` and `changes` tell, and nothing else: no live event, no fresh read, none of our code. What it holds at the
 * end must be what the database has, so every change of every kind must have been told as one.
 */
export class Follower {
  readonly name: string;
  readonly person: string;
  private readonly rest: CallRest;
  private readonly chance: Chance;
  private readonly known = new Map<string, Known>();
  private cursor: string | null = null;
  private failures: string[] = [];

  constructor(options: { name: string; person: string; rest: CallRest; chance: Chance }) {
    this.name = options.name;
    this.person = options.person;
    this.rest = options.rest;
    this.chance = options.chance;
  }

  /** Asks again and again until `end`; from `calm` on more often, since its own pauses are not what is measured then. */
  async follow(calm: AbortSignal, end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      await this.catchUp();
      await pause(this.chance.between(200, 1_500) * (calm.aborted ? CALM_SHARE : 1), end);
    }
  }

  /** True when it has come to the end of what there is. */
  async catchUp(): Promise<boolean> {
    for (;;) {
      const query = this.cursor === null ? '' : `&cursor=${encodeURIComponent(this.cursor)}`;
      const answer = await this.ask(`/sync?limit=50${query}`);
      if (answer === null) return false;
      const page = answer.body;
      const isFirst = this.cursor === null || page['reset'] === true;
      if (page['reset'] === true) this.known.clear();
      for (const id of Array.isArray(page['removed']) ? page['removed'].map(String) : []) this.known.delete(id);
      for (const synced of listOf(page['conversations'])) {
        // A page that could not be applied whole is asked for again: its cursor is not taken.
        if (!(await this.apply(synced, isFirst))) return false;
      }
      this.cursor = String(page['cursor']);
      if (page['hasMore'] !== true) return true;
    }
  }

  hold(): Holding {
    const conversations = [...this.known.values()].map(
      ({ conversation, appliedSeq, messages, starred }): HeldConversation => {
        const inOrder = [...messages.values()].sort((a, b) => Number(a['seq']) - Number(b['seq']));
        return foundConversation({ ...conversation, changeSeq: appliedSeq }, inOrder, starred);
      },
    );
    const { name: device, person, failures } = this;
    return { device, person, queued: 0, failed: failures.length, isLive: true, conversations };
  }

  private async apply(synced: Json, isFirst: boolean): Promise<boolean> {
    const conversation: Json = Object(synced['conversation']);
    const id = String(conversation['id']);
    const before = this.known.get(id);
    const known: Known = before ?? { conversation, appliedSeq: 0, messages: new Map(), starred: new Set() };
    this.take(known, synced);
    const end = Number(conversation['changeSeq']);
    if (isFirst || (before === undefined && Number(synced['fromSeq'] ?? 0) > 0)) {
      if (!(await this.loadBefore(id, known, Number(synced['fromSeq'] ?? 0)))) return false;
      known.appliedSeq = end;
    } else if (synced['complete'] === true) known.appliedSeq = Math.max(known.appliedSeq, end);
    else if (!(await this.loadChanges(id, known))) return false;
    if (Number(known.conversation['changeSeq']) <= end) known.conversation = conversation;
    // Put out and in again between two looks: what was before is nobody's any more (GROUP-4).
    const from = Number(known.conversation['historyFrom'] ?? 0);
    for (const seq of known.messages.keys()) if (seq < from) known.messages.delete(seq);
    this.known.set(id, known);
    return true;
  }

  /** Newer states of messages, what is hidden, and stars where they are told. */
  private take(known: Known, told: Json): void {
    for (const message of listOf(told['messages'] ?? told['items'])) {
      const seq = Number(message['seq']);
      const has = Number(known.messages.get(seq)?.['changeSeq'] ?? 0);
      // An equal one may tell what is the reader's own, which has no number.
      if (Number(message['changeSeq']) >= has) known.messages.set(seq, message);
    }
    for (const seq of numbersOf(told['hidden'])) known.messages.delete(seq);
    if (Array.isArray(told['starred'])) known.starred = new Set(numbersOf(told['starred']));
  }

  private async loadChanges(id: string, known: Known): Promise<boolean> {
    for (;;) {
      const answer = await this.ask(`/conversations/${id}/changes?after=${known.appliedSeq}&limit=100`);
      if (answer === null) return false;
      this.take(known, answer.body);
      known.appliedSeq = Number(answer.body['toChangeSeq']);
      known.conversation = Object(answer.body['conversation']);
      if (answer.body['hasMore'] !== true) return true;
    }
  }

  /** The history before what a first load gave. */
  private async loadBefore(id: string, known: Known, fromSeq: number): Promise<boolean> {
    for (let before = fromSeq; before > 1; ) {
      const answer = await this.ask(`/conversations/${id}/messages?before=${before}&limit=100`);
      if (answer === null) return false;
      for (const message of listOf(answer.body['items'])) {
        const seq = Number(message['seq']);
        if (!known.messages.has(seq)) known.messages.set(seq, message);
      }
      if (answer.body['hasBefore'] !== true) return true;
      before = Number(answer.body['fromSeq']);
    }
    return true;
  }

  /** Null where no good answer came: it will be asked again. A refusal for good is kept, and is a fault. */
  private async ask(path: string): Promise<RestAnswer | null> {
    const answer = await this.rest('GET', path);
    if (answer !== null && answer.status === 200) return answer;
    if (answer !== null && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
      this.failures.push(`${path} was answered ${answer.status}`);
    }
    return null;
  }
}
