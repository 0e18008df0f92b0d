import { randomUUID } from 'node:crypto';
import type { HistoryNote } from '../history/history-event.ts';
import type { History } from '../history/history-files.ts';
import type { Chance } from '../seeded.ts';
import { pause } from '../wait.ts';
import { type CallRest, judge, type RestAnswer } from './rest.ts';
import type { GroupPlan } from './world.ts';

/** A group, and by whom and how it is moved. */
export interface GroupLifeOptions {
  readonly plan: GroupPlan;
  readonly restOf: (person: string) => CallRest;
  /** Of whoever made the group: they move everybody. */
  readonly history: History;
  /** Notes what somebody who is out was answered. */
  readonly historyOf: (person: string) => History;
  readonly chance: Chance;
  /** Tells the programs of these people that there is a conversation. */
  readonly tell: (people: readonly string[], conversationId: string) => void;
}

type Invoke = Extract<HistoryNote, { op: 'member' | 'role' | 'setting'; phase: 'invoke' }>;
/** What is to be changed in a group. */
export type GroupMove =
  | Omit<Extract<Invoke, { op: 'member' }>, 'phase' | 'changeId'>
  | Omit<Extract<Invoke, { op: 'role' }>, 'phase' | 'changeId'>
  | Omit<Extract<Invoke, { op: 'setting' }>, 'phase' | 'changeId'>;

export interface MoveContext {
  readonly history: History;
  readonly chance: Chance;
  /** Makes the call once. */
  readonly once: () => Promise<RestAnswer | null>;
  /** A refusal of a later attempt that says that an earlier one, whose answer was lost, was carried out. */
  readonly isDoneBefore?: (code: string) => boolean;
}

/**
 * Makes a change of a group until it is answered, each attempt noted before and after. True when it stands; false when it was refused, or
 * the run ended before.
 */
export async function makeMove(what: GroupMove, context: MoveContext, end: AbortSignal): Promise<boolean> {
  const { history, chance, once, isDoneBefore = () => false } = context;
  for (let isAgain = false; !end.aborted; isAgain = true) {
    const changeId = randomUUID();
    const { op } = what;
    history.note({ ...what, changeId, phase: 'invoke' });
    const verdict = judge(await once());
    const isDone = verdict.end === 'ok' || (isAgain && verdict.end === 'fail' && isDoneBefore(verdict.code));
    if (isDone) history.note({ op, changeId, phase: 'ok' });
    else if (verdict.end === 'fail') history.note({ op, changeId, phase: 'fail', code: verdict.code });
    else if (verdict.end === 'unknown') history.note({ op, changeId, phase: 'unknown', reason: verdict.reason });
    if (verdict.end !== 'unknown') return isDone;
    await pause(chance.between(50, 400), end);
  }
  return false;
}
