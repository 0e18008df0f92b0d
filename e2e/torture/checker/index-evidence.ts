import type { HistoryEvent } from '../history/history-event.ts';
import type { Evidence, Reading, StoredConversation, StoredMessage } from './evidence.ts';
import { readMemberships, type Spell } from './memberships.ts';

type Op<Name extends HistoryEvent['op']> = Extract<HistoryEvent, { op: Name }>;
type Sending = Op<'send' | 'repeat' | 'reuse'>;
export type Invoke = Extract<Sending, { phase: 'invoke' }>;
export type Ok = Extract<Sending, { phase: 'ok' }>;
export type Fail = Extract<Sending, { phase: 'fail' }>;

export interface Located {
  readonly conversationId: string;
  readonly message: StoredMessage;
}

/** All that is known of one key of one person. */
export interface Send {
  readonly person: string;
  readonly clientId: string;
  /** The message's own invocations, in order of time; `repeat` and `reuse` are apart. */
  readonly invokes: Invoke[];
  readonly oks: Ok[];
  readonly fails: Fail[];
  readonly repeats: Sending[];
  readonly reuses: Sending[];
  isQueued: boolean;
  /** The device said that its disk had failed, and ended: neither arrival nor place is promised. */
  isUnpromised: boolean;
  unknowns: number;
  /** Where the database has it; more than one is a fault. */
  readonly stored: Located[];
}

/** One attempt to change something, with its end; neither: nobody knows. */
export interface Attempt<Invoked> {
  readonly invoke: Invoked;
  ok: { readonly at: number; readonly version: number | null } | null;
  fail: { readonly at: number; readonly code: string } | null;
}
export type Change = Attempt<Extract<Op<'change'>, { phase: 'invoke' }>>;
export type RoleChange = Attempt<Extract<Op<'role'>, { phase: 'invoke' }>>;
export type SettingChange = Attempt<Extract<Op<'setting'>, { phase: 'invoke' }>>;
export type MemberChange = Attempt<Extract<Op<'member'>, { phase: 'invoke' }>>;

/** The evidence, by what rules ask for. */
export interface Indexed extends Omit<Evidence, 'events'> {
  readonly sends: ReadonlyMap<string, Send>;
  readonly changes: readonly Change[];
  readonly memberChanges: readonly MemberChange[];
  readonly roleChanges: readonly RoleChange[];
  readonly settingChanges: readonly SettingChange[];
  readonly seen: readonly Op<'seen'>[];
  readonly told: readonly Op<'told'>[];
  readonly marks: readonly Op<'mark'>[];
  readonly samples: readonly Op<'sample'>[];
  readonly starts: readonly Op<'start'>[];
  readonly looks: readonly Op<'look'>[];
  readonly pries: readonly Op<'pry'>[];
  readonly conversations: ReadonlyMap<string, StoredConversation>;
  readonly bySeq: ReadonlyMap<string, ReadonlyMap<number, StoredMessage>>;
  readonly readingOf: ReadonlyMap<string, Reading>;
  /** By conversation and person: when they were in it. */
  readonly memberships: ReadonlyMap<string, ReadonlyMap<string, readonly Spell[]>>;
}

export const keyOf = (person: string | null, clientId: string | null) => `${person} ${clientId?.toLowerCase()}`;
export const readingKey = (person: string, conversationId: string) => `${person} ${conversationId}`;

/** Sorts the evidence by keys and numbers. It judges nothing. Goes through the events once. */
export function indexEvidence(evidence: Evidence): Indexed {
  const sends = new Map<string, Send>();
  const changes = new Map<string, Change>();
  const memberChanges = new Map<string, MemberChange>();
  const roleChanges = new Map<string, RoleChange>();
  const settingChanges = new Map<string, SettingChange>();
  const seen: Op<'seen'>[] = [];
  const told: Op<'told'>[] = [];
  const marks: Op<'mark'>[] = [];
  const samples: Op<'sample'>[] = [];
  const starts: Op<'start'>[] = [];
  const looks: Op<'look'>[] = [];
  const pries: Op<'pry'>[] = [];
  for (const event of evidence.events) {
    switch (event.op) {
      case 'send':
      case 'repeat':
      case 'reuse':
        noteSend(sendOf(sends, event.person, event.clientId), event);
        break;
      case 'change':
        if (event.phase === 'invoke') changes.set(event.changeId, { invoke: event, ok: null, fail: null });
        else noteEnd(changes.get(event.changeId), event);
        break;
      case 'member':
        if (event.phase === 'invoke') memberChanges.set(event.changeId, { invoke: event, ok: null, fail: null });
        else noteEnd(memberChanges.get(event.changeId), event);
        break;
      case 'role':
      case 'setting':
        if (event.phase !== 'invoke')
          noteEnd((event.op === 'role' ? roleChanges : settingChanges).get(event.changeId), event);
        else if (event.op === 'role') roleChanges.set(event.changeId, { invoke: event, ok: null, fail: null });
        else settingChanges.set(event.changeId, { invoke: event, ok: null, fail: null });
        break;
      case 'seen':
        seen.push(event);
        break;
      case 'told':
        told.push(event);
        break;
      case 'mark':
        marks.push(event);
        break;
      case 'sample':
        samples.push(event);
        break;
      case 'start':
        starts.push(event);
        break;
      case 'look':
        looks.push(event);
        break;
      case 'pry':
        pries.push(event);
        break;
      case 'fault':
        break;
    }
  }
  samples.sort((a, b) => a.at - b.at);
  for (const { invokes, oks } of sends.values()) for (const list of [invokes, oks]) list.sort((a, b) => a.at - b.at);
  const bySeq = new Map<string, Map<number, StoredMessage>>();
  for (const { id, messages } of evidence.stored) {
    bySeq.set(id, new Map(messages.map((message) => [message.seq, message])));
    for (const message of messages) {
      sends.get(keyOf(message.senderId, message.clientId))?.stored.push({ conversationId: id, message });
    }
  }
  const { events: _, ...rest } = evidence;
  return {
    ...rest,
    sends,
    changes: [...changes.values()],
    memberChanges: [...memberChanges.values()],
    roleChanges: [...roleChanges.values()],
    settingChanges: [...settingChanges.values()],
    ...{ seen, told, marks, samples, starts, looks, pries },
    bySeq,
    conversations: new Map(evidence.stored.map((conversation) => [conversation.id, conversation])),
    readingOf: new Map(evidence.readings.map((one) => [readingKey(one.person, one.conversationId), one])),
    memberships: new Map(evidence.stored.map((conversation) => [conversation.id, readMemberships(conversation)])),
  };
}

function sendOf(sends: Map<string, Send>, person: string, clientId: string): Send {
  const key = keyOf(person, clientId);
  const known = sends.get(key);
  if (known) return known;
  const lists = { invokes: [], oks: [], fails: [], repeats: [], reuses: [], stored: [] };
  const made: Send = { person, clientId, ...lists, isQueued: false, isUnpromised: false, unknowns: 0 };
  sends.set(key, made);
  return made;
}

function noteSend(send: Send, event: Sending): void {
  if (event.op === 'repeat') send.repeats.push(event);
  else if (event.op === 'reuse') send.reuses.push(event);
  else if (event.phase === 'invoke') send.invokes.push(event);
  else if (event.phase === 'ok') send.oks.push(event);
  else if (event.phase === 'fail') send.fails.push(event);
  else if (event.phase === 'queued') send.isQueued = true;
  else if (event.phase === 'unpromised') send.isUnpromised = true;
  else send.unknowns++;
}

/** An end without a beginning cannot be: who notes an end has noted the beginning before, in the same file. */
function noteEnd(
  attempt: Attempt<unknown> | undefined,
  event: Exclude<Op<'change' | 'member' | 'role' | 'setting'>, { phase: 'invoke' }>,
): void {
  if (!attempt) throw new Error(`${event.device} notes the end of ${event.changeId}, which never began`);
  if (event.phase === 'ok') attempt.ok = { at: event.at, version: 'version' in event ? event.version : null };
  if (event.phase === 'fail') attempt.fail = { at: event.at, code: event.code };
}
