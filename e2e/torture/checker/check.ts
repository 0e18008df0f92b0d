import { findInventedChanges, findLostChanges, findWrongMembers } from './change-rules.ts';
import { findCrossDelivered, findMissing, findPhantoms } from './content-rules.ts';
import type { Evidence, RuleResult } from './evidence.ts';
import { type Indexed, indexEvidence } from './index-evidence.ts';
import { findAckReorders, findDeviceReorders, findGaps } from './order-rules.ts';
import { findWrongPresence } from './presence-rules.ts';
import { findWrongRoles } from './role-rules.ts';
import {
  countUnknown,
  findBrokenConflicts,
  findDuplicates,
  findHalfKnown,
  findLost,
  findRefused,
  findUnseenOwn,
  findUnsent,
} from './send-rules.ts';
import { findBrokenMarks, findDiverged, findLate, findMiscounted, findSplitPairs } from './state-rules.ts';

/** Every property that a run is judged by. */
export const RULES = {
  lost: ['acknowledged, and not there', findLost],
  unsent: ['in an outbox, and never arrived', findUnsent],
  duplicate: ['one key, several messages or answers', findDuplicates],
  gap: ['numbers not 1, 2, 3 …', findGaps],
  'device order': ['one device’s sends changed places', findDeviceReorders],
  'ack order': ['sent after an acknowledgement, numbered before it', findAckReorders],
  'own writes': ['acknowledged, and not found by its sender afterwards', findUnseenOwn],
  unknown: ['never answered, and there in part', findHalfKnown],
  'lost change': ['an edit, reaction, vote, star or deletion acknowledged, and not there', findLostChanges],
  'phantom change': ['an edit, reaction, star or deletion by nobody', findInventedChanges],
  members: ['in a group or out of it otherwise than was said', findWrongMembers],
  roles: ['a group without an admin, or something done in it by somebody who might not', findWrongRoles],
  phantom: ['sent by nobody, or altered', findPhantoms],
  'cross-delivered': ['seen by somebody who is not, or no longer, a member', findCrossDelivered],
  missing: ['not answered to a member', findMissing],
  diverged: ['a device’s store differs from the database', findDiverged],
  late: ['a device was not equal to the database in time after healing', findLate],
  miscounted: ['ends, marks or unread numbers differ from a recount', findMiscounted],
  conflict: ['a key used again was judged wrongly', findBrokenConflicts],
  refused: ['a good call was refused for good', findRefused],
  marks: ['a mark went back or passed the end', findBrokenMarks],
  presence: ['shown as here or away otherwise than is true, or not in time after healing', findWrongPresence],
  'split pair': ['two people, not exactly one conversation', findSplitPairs],
  died: ['the server ended though nobody had asked', ({ operations }) => judge(operations.starts, operations.unasked)],
  overdue: [
    'a start, a stop or the recovery took too long',
    ({ operations }) => judge(operations.starts, operations.overdue),
  ],
} as const satisfies Record<string, readonly [string, (evidence: Indexed) => RuleResult]>;

function judge(checked: number, findings: readonly string[]): RuleResult {
  return { checked, findings };
}

export type RuleName = keyof typeof RULES;

export interface Verdict {
  readonly rules: readonly ({ readonly name: RuleName; readonly meaning: string } & RuleResult)[];
  readonly sends: { readonly invoked: number; readonly acknowledged: number; readonly stored: number };
  readonly unknown: ReturnType<typeof countUnknown>;
}

/**
 * Judges a run from its histories, from what the public API answers and from what the tables hold. Pure, and a stranger to
 * the server and the client: it knows only what was noted.
 */
export function check(evidence: Evidence): Verdict {
  const indexed = indexEvidence(evidence);
  const names = Object.keys(RULES) as RuleName[];
  const sends = [...indexed.sends.values()];
  return {
    rules: names.map((name) => ({ name, meaning: RULES[name][0], ...RULES[name][1](indexed) })),
    sends: {
      invoked: sends.length,
      acknowledged: sends.filter((send) => send.oks.length > 0).length,
      stored: indexed.stored.reduce((sum, { messages }) => sum + messages.length, 0),
    },
    unknown: countUnknown(indexed),
  };
}
