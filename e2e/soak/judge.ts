import type { Knowledge } from './lines.ts';

/** A message as the tables have it. */
export interface Stored {
  readonly conversationId: string;
  readonly seq: number;
  readonly clientId: string;
}

export interface Judged {
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged, and not there under its number. */
  readonly lost: readonly string[];
  /** One key twice in the tables, or acknowledged twice under different numbers. */
  readonly duplicate: readonly string[];
  /** Numbers of a conversation that are not 1, 2, 3 … */
  readonly gap: readonly string[];
}

/** Compares what was acknowledged (`conversation seq key`, a line each) with what is stored, given in order of conversation and number. */
export function judgeLedger(ledger: Iterable<string>, stored: Iterable<Stored>): Judged {
  const [lost, duplicate, gap]: [string[], string[], string[]] = [[], [], []];
  const places = new Map<string, string>();
  let [conversation, last] = ['', 0];
  for (const { conversationId, seq, clientId } of stored) {
    last = conversationId === conversation ? last + 1 : 1;
    conversation = conversationId;
    if (seq !== last) gap.push(`${conversationId}: ${seq} where ${last} should be`);
    last = seq;
    if (places.has(clientId)) duplicate.push(`${clientId} is stored twice`);
    places.set(clientId, `${conversationId} ${seq}`);
  }
  const seen = new Map<string, string>();
  for (const line of ledger) {
    if (line === '') continue;
    const [conversationId = '', seq = '', clientId = ''] = line.split(' ');
    const place = `${conversationId} ${seq}`;
    if ((seen.get(clientId) ?? place) !== place) duplicate.push(`${clientId} was acknowledged under two numbers`);
    seen.set(clientId, place);
    if (places.get(clientId) !== place) lost.push(`${clientId}, acknowledged as ${place}`);
  }
  return { acknowledged: seen.size, stored: places.size, lost, duplicate, gap };
}

/** Whoever does not know all of their conversation, or something that is not so. `ends`: the last number of each. */
export function findBehind(knowledge: readonly Knowledge[], ends: ReadonlyMap<string, number>): string[] {
  return knowledge.flatMap(({ who, conversationId, upTo, beyond, wrong, waiting }) => {
    const end = ends.get(conversationId) ?? 0;
    if (upTo === end && beyond === 0 && wrong === 0 && waiting === 0) return [];
    return [`${who} knows 1 to ${upTo} of ${end}, ${beyond} beyond, ${wrong} wrong, ${waiting} waiting`];
  });
}
