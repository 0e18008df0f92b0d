import { randomUUID } from 'node:crypto';
import type { History } from '../history/history-files.ts';
import { pause } from '../wait.ts';
import { type GroupLifeOptions, makeMove } from './group-moves.ts';
import { reign } from './group-reign.ts';
import { type CallRest, judge, type RestAnswer } from './rest.ts';

/** How often, after somebody was moved, something becomes of who rules the group and how. */
const REIGNS = 0.4;

/** Whether this server has groups at all. */
export async function hasGroups(url: string): Promise<boolean> {
  for (;;) {
    try {
      const answer = await fetch(`${url}/api/config`, { signal: AbortSignal.timeout(2_000) });
      const config: { features?: { groups?: boolean } } = Object(await answer.json());
      if (answer.ok) return config.features?.groups === true;
    } catch {
      // Already under fire: asked again.
    }
    await pause(200);
  }
}

/**
 * A group and whoever made it: people come and go all the time while everybody writes there. Each move is made until it is answered, one
 * after the other, so that from the answer to the next move it is known who is out; and they try to look.
 */
export async function liveAsGroup(options: GroupLifeOptions, calm: AbortSignal, end: AbortSignal): Promise<void> {
  const { plan, chance, tell } = options;
  const conversationId = await create(options, end);
  if (conversationId === null) return;
  tell([plan.owner, ...plan.stable, ...plan.floating], conversationId);
  const deputies = new Set<string>();
  const isIn = new Map(plan.floating.map((person) => [person, true]));
  while (!calm.aborted) {
    await pause(chance.between(500, 2_500), calm);
    if (calm.aborted) return;
    const person = chance.pick(plan.floating);
    const value = isIn.get(person) ? 'out' : 'in';
    if (!(await move(options, { conversationId, person, value }, end))) return;
    isIn.set(person, value === 'in');
    if (value === 'out') await lookFromOutside(options, conversationId, person);
    if (chance.next() < 0.1) await rename(options, conversationId);
    if (chance.next() < REIGNS && !(await reign(options, { conversationId, deputies }, end))) return;
  }
}

async function create({ plan, restOf, history, chance }: GroupLifeOptions, end: AbortSignal): Promise<string | null> {
  const userIds = [...plan.stable, ...plan.floating];
  const body = { type: 'group', clientId: randomUUID(), name: plan.name, participantIds: userIds };
  while (!end.aborted) {
    const answer = await restOf(plan.owner)('POST', '/conversations', body);
    const verdict = judge(answer);
    if (verdict.end === 'ok') {
      const conversationId = String(answer?.body['id']);
      const key = { op: 'member', changeId: randomUUID() } as const;
      history.note({ ...key, phase: 'invoke', conversationId, userIds: [plan.owner, ...userIds], value: 'in' });
      history.note({ ...key, phase: 'ok' });
      return conversationId;
    }
    // The same key again: until it is answered for good nobody knows whether there is one.
    if (verdict.end === 'fail') throw new Error(`the group ${plan.name} was refused: ${verdict.code}`);
    await pause(chance.between(50, 400), end);
  }
  return null;
}

interface Move {
  readonly conversationId: string;
  readonly person: string;
  readonly value: 'in' | 'out';
}

/** True when it was answered; false when the run ended before. */
async function move(options: GroupLifeOptions, { conversationId, person, value }: Move, end: AbortSignal) {
  const { plan, restOf, history, chance } = options;
  const path = `/conversations/${conversationId}`;
  const isLeaving = value === 'out' && chance.next() < 0.3;
  const once = (): Promise<RestAnswer | null> => {
    if (value === 'in') return restOf(plan.owner)('POST', `${path}/participants`, { userIds: [person] });
    if (isLeaving) return restOf(person)('POST', `${path}/leave`);
    return restOf(plan.owner)('DELETE', `${path}/participants/${person}`);
  };
  // Gone already: by the attempt whose answer was lost.
  const isDoneBefore = () => value === 'out';
  const what = { op: 'member', conversationId, userIds: [person], value } as const;
  return await makeMove(what, { history, chance, once, isDoneBefore }, end);
}

/** Whoever is out asks for what was theirs a moment ago, and writes. */
async function lookFromOutside({ restOf, historyOf }: GroupLifeOptions, conversationId: string, person: string) {
  const path = `/conversations/${conversationId}`;
  const rest = restOf(person);
  const history = historyOf(person);
  const tries: readonly (readonly [string, Promise<RestAnswer | null>])[] = [
    ['GET', rest('GET', path)],
    ['GET messages', rest('GET', `${path}/messages`)],
    ['GET changes', rest('GET', `${path}/changes?after=0`)],
    ['PUT read', rest('PUT', `${path}/read`, { seq: 1 })],
    ['POST messages', writeFromOutside(rest, history, conversationId)],
  ];
  for (const [detail, answering] of tries) {
    const answer = await answering;
    // A server that is away, or cannot ask its database, tells nothing.
    if (answer === null || answer.status >= 500 || answer.status === 429) continue;
    history.note({ op: 'pry', conversationId, status: answer.status, detail });
  }
}

/** A send like any other: where nobody answers, it may still be carried out when its sender is in again. */
async function writeFromOutside(rest: CallRest, history: History, conversationId: string): Promise<RestAnswer | null> {
  const [clientId, content] = [randomUUID(), 'am I still here?'];
  const key = { op: 'send', clientId } as const;
  history.note({ ...key, phase: 'invoke', conversationId, content, line: null });
  const answer = await rest('POST', `/conversations/${conversationId}/messages`, { clientId, content });
  const verdict = judge(answer);
  if (verdict.end === 'fail') history.note({ ...key, phase: 'fail', code: verdict.code });
  else if (verdict.end === 'unknown') history.note({ ...key, phase: 'unknown', reason: verdict.reason });
  return answer;
}

async function rename({ plan, restOf, chance }: GroupLifeOptions, conversationId: string): Promise<void> {
  const name = `${plan.name} ${chance.whole(1, 1_000)}`;
  await restOf(plan.owner)('PATCH', `/conversations/${conversationId}`, { name });
}
