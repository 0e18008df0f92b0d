import type { HistoryEvent } from '../history/history-event.ts';
import type { Evidence, FoundMessage, StoredConversation } from './evidence.ts';

type Sending = Extract<HistoryEvent, { op: 'send' | 'repeat' | 'reuse' }>;
export type Invoke = Extract<Sending, { phase: 'invoke' }>;
export type Ok = Extract<Sending, { phase: 'ok' }>;
export type Fail = Extract<Sending, { phase: 'fail' }>;

export interface Located {
  readonly conversationId: string;
  readonly message: FoundMessage;
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
  unknowns: number;
  /** Where the database has it; more than one is a fault. */
  readonly stored: Located[];
}

/** The evidence, by what rules ask for. */
export interface Indexed extends Evidence {
  readonly sends: ReadonlyMap<string, Send>;
  readonly conversations: ReadonlyMap<string, StoredConversation>;
  readonly bySeq: ReadonlyMap<string, ReadonlyMap<number, FoundMessage>>;
}

export const keyOf = (person: string | null, clientId: string | null) => `${person} ${clientId?.toLowerCase()}`;

/** Sorts the evidence by keys and numbers. It judges nothing. */
export function indexEvidence(evidence: Evidence): Indexed {
  const sends = new Map<string, Send>();
  const sendOf = (person: string, clientId: string): Send => {
    const key = keyOf(person, clientId);
    const known = sends.get(key);
    if (known) return known;
    const lists = { invokes: [], oks: [], fails: [], repeats: [], reuses: [], stored: [] };
    const made: Send = { person, clientId, ...lists, isQueued: false, unknowns: 0 };
    sends.set(key, made);
    return made;
  };
  const events = [...evidence.events].sort((a, b) => a.at - b.at);
  for (const event of events) {
    if (event.op === 'send') noteSend(sendOf(event.person, event.clientId), event);
    else if (event.op === 'repeat') sendOf(event.person, event.clientId).repeats.push(event);
    else if (event.op === 'reuse') sendOf(event.person, event.clientId).reuses.push(event);
  }
  const bySeq = new Map<string, Map<number, FoundMessage>>();
  for (const { id, messages } of evidence.stored) {
    bySeq.set(id, new Map(messages.map((message) => [message.seq, message])));
    for (const message of messages) {
      sends.get(keyOf(message.senderId, message.clientId))?.stored.push({ conversationId: id, message });
    }
  }
  const conversations = new Map(evidence.stored.map((conversation) => [conversation.id, conversation]));
  return { ...evidence, events, sends, conversations, bySeq };
}

function noteSend(send: Send, event: Sending): void {
  if (event.phase === 'invoke') send.invokes.push(event);
  else if (event.phase === 'ok') send.oks.push(event);
  else if (event.phase === 'fail') send.fails.push(event);
  else if (event.phase === 'queued') send.isQueued = true;
  else send.unknowns++;
}
