import type { FoundMessage, RuleResult } from './evidence.ts';
import { type Indexed, keyOf } from './index-evidence.ts';

interface Found {
  readonly where: string;
  readonly person: string | null;
  readonly conversationId: string;
  readonly message: Omit<FoundMessage, 'changeSeq'>;
}

/** Every message anybody came to see, with the place. */
function* everywhere({ stored, readings, holdings, events }: Indexed): Generator<Found> {
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
  for (const event of events) {
    if (event.op !== 'seen') continue;
    const { conversationId, person, device } = event;
    yield { where: `live at ${device}`, person, conversationId, message: event };
  }
}

/** Nothing is anywhere that nobody sent, with another text or in another conversation, or that was announced and is not stored. */
export function findPhantoms(evidence: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const { where, conversationId, message } of everywhere(evidence)) {
    checked++;
    const name = `${message.seq} of ${conversationId} (${where})`;
    const sent = evidence.sends.get(keyOf(message.senderId, message.clientId))?.invokes ?? [];
    const stored = evidence.bySeq.get(conversationId)?.get(message.seq);
    if (sent.length === 0) findings.push(`${name} was sent by nobody`);
    else if (!sent.some((invoke) => invoke.conversationId === conversationId)) {
      findings.push(`${name} was sent to another conversation`);
    } else if (!sent.some((invoke) => invoke.content === message.content)) findings.push(`${name} has another text`);
    else if (stored?.id !== message.id) findings.push(`${name} is not what the database has there`);
  }
  return { checked, findings };
}

/** Only members of a conversation see anything of it. */
export function findCrossDelivered(evidence: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  const isMember = (person: string, id: string) =>
    evidence.conversations.get(id)?.members.some((member) => member.userId === person) ?? false;
  const look = (person: string, id: string, what: string) => {
    checked++;
    if (!isMember(person, id)) findings.push(`${person}, who is not in ${id}, ${what}`);
  };
  for (const { where, person, conversationId } of everywhere(evidence)) {
    if (person !== null) look(person, conversationId, `sees a message of it (${where})`);
  }
  for (const event of evidence.events)
    if (event.op === 'mark') look(event.person, event.conversationId, 'sees a mark of it');
  for (const { person, conversationId, status, held } of evidence.readings) {
    if (isMember(person, conversationId)) continue;
    checked++;
    if (held !== null || status !== 404)
      findings.push(`${person}, who is not in ${conversationId}, was answered ${status}`);
  }
  for (const { device, person, conversations } of evidence.holdings) {
    for (const { id } of conversations) look(person, id, `has it in the store of ${device}`);
  }
  return { checked, findings };
}

/** Every member, asking afresh, is answered every message, as it is stored. */
export function findMissing({ stored, readings }: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const { id, members, messages } of stored) {
    for (const { userId } of members) {
      const held = readings.find((reading) => reading.person === userId && reading.conversationId === id)?.held;
      const answered = new Map(held?.messages.map((message) => [message.seq, message]));
      if (!held) findings.push(`${userId} is not answered about ${id}`);
      else if (answered.size !== held.messages.length) findings.push(`${userId} is answered a number of ${id} twice`);
      for (const message of messages) {
        checked++;
        if (held && !isSameMessage(answered.get(message.seq), message)) {
          findings.push(`${userId} is not answered ${message.seq} of ${id} as it is`);
        }
      }
    }
  }
  return { checked, findings };
}

export function isSameMessage(found: FoundMessage | undefined, stored: FoundMessage): boolean {
  return (
    found !== undefined &&
    found.id === stored.id &&
    found.seq === stored.seq &&
    found.senderId === stored.senderId &&
    found.clientId === stored.clientId &&
    found.content === stored.content &&
    found.changeSeq === stored.changeSeq
  );
}
