import type { RuleResult } from './evidence.ts';
import type { Indexed, Located, Send } from './index-evidence.ts';

/** The numbers of a conversation are 1, 2, 3 … to its end. */
export function findGaps({ stored }: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const { id, lastSeq, changeSeq, messages } of stored) {
    const seqs = messages.map((message) => message.seq).sort((a, b) => a - b);
    checked += seqs.length;
    for (const [index, seq] of seqs.entries()) {
      const expected = index === 0 ? 1 : (seqs[index - 1] ?? 0) + 1;
      if (seq !== expected) findings.push(`${id}: ${seq} stands where ${expected} should`);
    }
    if (lastSeq !== (seqs.at(-1) ?? 0))
      findings.push(`${id} says that it ends at ${lastSeq}, not at ${seqs.at(-1) ?? 0}`);
    if (changeSeq < lastSeq) findings.push(`${id}: its change number ${changeSeq} is behind ${lastSeq}`);
    const beyond = messages.filter((message) => message.changeSeq > changeSeq);
    for (const { seq } of beyond) findings.push(`${id}: ${seq} changed after the conversation's last change`);
  }
  return { checked, findings };
}

interface Placed extends Located {
  readonly send: Send;
  readonly invokedAt: number;
}

function placed({ sends }: Indexed): Placed[] {
  return [...sends.values()].flatMap((send) => {
    const [at] = send.stored;
    const [first] = send.invokes;
    return at && first ? [{ ...at, send, invokedAt: first.at }] : [];
  });
}

/** What one device sends to one conversation keeps the order in which it was sent. */
export function findDeviceReorders(evidence: Indexed): RuleResult {
  const lines = new Map<string, Placed[]>();
  for (const one of placed(evidence)) {
    // The last attempt says which promise holds: a message that was tried again out of its turn has none.
    const hasPlace = !one.send.isUnpromised && one.send.fails.length === 0;
    // Refused once, it may be offered again behind others.
    const line = hasPlace ? one.send.invokes.at(-1)?.line : null;
    const known = line ? lines.get(line) : undefined;
    if (known) known.push(one);
    else if (line) lines.set(line, [one]);
  }
  const findings: string[] = [];
  let checked = 0;
  for (const [line, members] of lines) {
    members.sort((a, b) => a.invokedAt - b.invokedAt);
    for (const [index, later] of members.entries()) {
      const earlier = members[index - 1];
      if (!earlier) continue;
      checked++;
      if (earlier.message.seq >= later.message.seq) {
        findings.push(`${line}: ${later.message.seq} was sent after ${earlier.message.seq}`);
      }
    }
  }
  return { checked, findings };
}

/** A send made after another one was acknowledged has the higher number. */
export function findAckReorders(evidence: Indexed): RuleResult {
  const moments = new Map<string, { at: number; isAck: boolean; seq: number }[]>();
  const add = (id: string, moment: { at: number; isAck: boolean; seq: number }) => {
    const list = moments.get(id);
    if (list) list.push(moment);
    else moments.set(id, [moment]);
  };
  for (const { send, conversationId, message, invokedAt } of placed(evidence)) {
    add(conversationId, { at: invokedAt, isAck: false, seq: message.seq });
    const acknowledgedAt = send.oks[0]?.at;
    if (acknowledgedAt !== undefined) add(conversationId, { at: acknowledgedAt, isAck: true, seq: message.seq });
  }
  const findings: string[] = [];
  let checked = 0;
  for (const [id, list] of moments) {
    // In the same instant neither came first: sends go before acknowledgements.
    list.sort((a, b) => a.at - b.at || Number(a.isAck) - Number(b.isAck));
    let acknowledged = 0;
    for (const { isAck, seq } of list) {
      if (isAck) acknowledged = Math.max(acknowledged, seq);
      else {
        checked++;
        if (seq <= acknowledged) findings.push(`${id}: ${seq} was sent after ${acknowledged} had been acknowledged`);
      }
    }
  }
  return { checked, findings };
}
