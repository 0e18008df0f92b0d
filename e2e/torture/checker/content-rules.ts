import type { FoundMessage, RuleResult } from './evidence.ts';
import { type Indexed, keyOf, readingKey } from './index-evidence.ts';
import { asSeenBy, maySee, type Spell } from './memberships.ts';

interface Found {
  readonly where: string;
  readonly person: string | null;
  readonly conversationId: string;
  readonly message: Omit<FoundMessage, 'changeSeq' | 'life' | 'own'>;
}

/** Every message anybody came to see, with the place. */
function* everywhere({ stored, readings, holdings, seen }: Indexed): Generator<Found> {
  for (const { id, messages } of stored) {
    for (const message of messages) yield { where: 'the database', person: null, conversationId: id, message };
  }
  for (const { person, held } of readings) {
    for (const message of held?.messages ?? []) {
      yield { where: `${person} by REST`, person, conversationId: held?.id ?? '', message };
    }
  }
  for (const { device, person, conversations } of holdings) {
    for (const { id, messages } of conversations) {
      for (const message of messages) yield { where: `the store of ${device}`, person, conversationId: id, message };
    }
  }
  for (const event of seen) {
    const { conversationId, person, device } = event;
    yield { where: `live at ${device}`, person, conversationId, message: event };
  }
}

/** Nothing is anywhere that nobody sent, with another text or in another conversation, or that was announced and is not stored. */
export function findPhantoms(evidence: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  const placeOf = (conversationId: string, seq: number) => `${conversationId} ${seq}`;
  const edits = new Map<string, Set<string>>();
  const erased = new Set<string>();
  for (const { invoke } of evidence.changes) {
    const place = placeOf(invoke.conversationId, invoke.seq);
    if (invoke.what === 'erase') erased.add(place);
    if (invoke.what === 'edit') edits.set(place, (edits.get(place) ?? new Set()).add(invoke.value));
  }
  for (const { where, conversationId, message } of everywhere(evidence)) {
    checked++;
    const name = `${message.seq} of ${conversationId} (${where})`;
    const stored = evidence.bySeq.get(conversationId)?.get(message.seq);
    if (message.senderId === null) {
      if (stored?.id !== message.id || stored.system === null) findings.push(`${name} says what never happened`);
      continue;
    }
    const sent = evidence.sends.get(keyOf(message.senderId, message.clientId))?.invokes ?? [];
    const place = placeOf(conversationId, message.seq);
    const isText = (text: string | null) =>
      text === null
        ? erased.has(place)
        : sent.some((invoke) => invoke.content === text) || (edits.get(place)?.has(text) ?? false);
    if (sent.length === 0) findings.push(`${name} was sent by nobody`);
    else if (!sent.some((invoke) => invoke.conversationId === conversationId)) {
      findings.push(`${name} was sent to another conversation`);
    } else if (!isText(message.content)) findings.push(`${name} has another text`);
    else if (stored?.id !== message.id) findings.push(`${name} is not what the database has there`);
  }
  for (const { conversationId, changeSeq, event, device } of evidence.told) {
    checked++;
    const end = evidence.conversations.get(conversationId)?.changeSeq ?? 0;
    if (changeSeq !== null && changeSeq > end) {
      findings.push(`${device} was told ${event} ${changeSeq} of ${conversationId}, which ends at ${end}`);
    }
  }
  return { checked, findings };
}

const wasIn = (spells: readonly Spell[], seq: number) =>
  spells.some(({ fromSeq, endSeq }) => fromSeq <= seq && seq < endSeq);
const wasInAt = (spells: readonly Spell[], change: number) =>
  spells.some(({ fromChange, endChange }) => fromChange <= change && change < endChange);

/** Only members of a conversation see anything of it, and only of the time in which they were members. */
export function findCrossDelivered(evidence: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  const spellsOf = (person: string, id: string) => evidence.memberships.get(id)?.get(person) ?? [];
  const isMember = (person: string, id: string) =>
    evidence.conversations.get(id)?.members.some((one) => one.userId === person && !one.hasLeft) ?? false;
  const find = (person: string, id: string, what: string) => findings.push(`${person}, who is not in ${id}, ${what}`);
  for (const { where, person, conversationId, message } of everywhere(evidence)) {
    if (person === null) continue;
    checked++;
    if (!wasIn(spellsOf(person, conversationId), message.seq)) {
      find(person, conversationId, `sees ${message.seq} of it (${where})`);
    }
  }
  for (const { person, conversationId, event, changeSeq } of evidence.told) {
    checked++;
    const spells = spellsOf(person, conversationId);
    if (spells.length === 0 || (changeSeq !== null && !wasInAt(spells, changeSeq))) {
      find(person, conversationId, `was told ${event} ${changeSeq ?? ''}`);
    }
  }
  for (const { person, conversationId, seq } of evidence.marks) {
    checked++;
    // A mark may tell of what was there before the reader came, not of what came after they left.
    if (!spellsOf(person, conversationId).some(({ endSeq }) => seq < endSeq)) {
      find(person, conversationId, 'sees a mark of it');
    }
  }
  for (const { person, conversationId, status, detail } of evidence.pries) {
    checked++;
    if (status !== 404) find(person, conversationId, `was answered ${status} (${detail})`);
  }
  for (const { person, conversationId, status, held } of evidence.readings) {
    if (isMember(person, conversationId)) continue;
    checked++;
    if (held !== null || status !== 404) find(person, conversationId, `was answered ${status}`);
  }
  for (const { device, person, conversations } of evidence.holdings) {
    for (const { id } of conversations) {
      checked++;
      if (!isMember(person, id)) find(person, id, `has it in the store of ${device}`);
    }
  }
  return { checked, findings };
}

/** Every member, asking afresh, is answered every message that is theirs to see, as it is stored, and no other. */
export function findMissing({ stored, readingOf }: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const { id, members, messages } of stored) {
    for (const member of members) {
      if (member.hasLeft) continue;
      const { userId } = member;
      const held = readingOf.get(readingKey(userId, id))?.held;
      const answered = new Map(held?.messages.map((message) => [message.seq, message]));
      if (!held) findings.push(`${userId} is not answered about ${id}`);
      else if (answered.size !== held.messages.length) findings.push(`${userId} is answered a number of ${id} twice`);
      for (const message of messages) {
        checked++;
        const found = answered.get(message.seq);
        if (!maySee(member, message.seq)) {
          if (found) findings.push(`${userId} is answered ${message.seq} of ${id}, which is not theirs to see`);
        } else if (held && !isSameMessage(found, asSeenBy(message, userId))) {
          findings.push(
            `${userId} is not answered ${message.seq} of ${id} as it is: ${difference(found, asSeenBy(message, userId))}`,
          );
        }
      }
    }
  }
  return { checked, findings };
}

const PARTS = ['id', 'seq', 'senderId', 'clientId', 'content', 'changeSeq', 'life', 'own'] as const;

export function isSameMessage(found: FoundMessage | undefined, stored: FoundMessage): boolean {
  return found !== undefined && PARTS.every((part) => found[part] === stored[part]);
}

/** What of a message is otherwise than it should be, in words. */
export function difference(found: FoundMessage | undefined, stored: FoundMessage): string {
  if (found === undefined) return 'it is absent';
  const part = PARTS.find((one) => found[one] !== stored[one]);
  return part === undefined ? 'nothing' : `${part} ${JSON.stringify(found[part])}, not ${JSON.stringify(stored[part])}`;
}
