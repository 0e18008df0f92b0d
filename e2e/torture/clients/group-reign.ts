import { pause } from '../wait.ts';
import { type GroupLifeOptions, type GroupMove, makeMove } from './group-moves.ts';
import type { RestAnswer } from './rest.ts';

interface Reign {
  readonly conversationId: string;
  /** Admins beside the one who made the group, among those who stay. */
  readonly deputies: Set<string>;
}

/** How long the group is one where the others may not write, and how often whoever made it steps back. */
const QUIET_MS = [200, 900] as const;
const ABDICATES = 0.3;

/**
 * What becomes of who rules a group, and how: somebody becomes an admin or is one no longer, who writes and who adds is changed and changed
 * back, the last admin leaves and comes in again. Each until it is answered, one after the other. False when the run ended before.
 */
export async function reign(options: GroupLifeOptions, state: Reign, end: AbortSignal): Promise<boolean> {
  const { chance, plan } = options;
  const { conversationId, deputies } = state;
  const draw = chance.next();
  if (draw < 0.3) {
    const person = chance.pick(plan.stable);
    const value = deputies.has(person) ? 'member' : 'admin';
    return await changeRole(options, { ...state, by: plan.owner, person, value }, end);
  }
  if (draw < 1 - ABDICATES) {
    const setting = chance.pick(['whoSends', 'whoAdds'] as const);
    const set = (value: 'admins' | 'everyone') => changeSetting(options, { conversationId, setting, value }, end);
    if (!(await set('admins'))) return false;
    await pause(chance.between(...QUIET_MS), end);
    return await set('everyone');
  }
  for (const person of [...deputies]) {
    if (!(await changeRole(options, { ...state, by: plan.owner, person, value: 'member' }, end))) return false;
  }
  return await abdicate(options, state, end);
}

/** The last admin goes; whoever became one in their place fetches them back and makes them an admin again. */
async function abdicate(options: GroupLifeOptions, state: Reign, end: AbortSignal): Promise<boolean> {
  const { plan, restOf } = options;
  const { conversationId } = state;
  const path = `/conversations/${conversationId}`;
  const out: GroupMove = { op: 'member', conversationId, userIds: [plan.owner], value: 'out' };
  const leave = () => restOf(plan.owner)('POST', `${path}/leave`);
  if (!(await makeMove(out, { ...options, once: leave, isDoneBefore: () => true }, end))) return false;
  const successor = await findAdmin(options, conversationId, end);
  if (successor === null) return false;
  const add = () => restOf(successor)('POST', `${path}/participants`, { userIds: [plan.owner] });
  const back: GroupMove = { op: 'member', conversationId, userIds: [plan.owner], value: 'in' };
  if (!(await makeMove(back, { ...options, once: add }, end))) return false;
  if (!(await changeRole(options, { ...state, by: successor, person: plan.owner, value: 'admin' }, end))) return false;
  // Who comes and goes rules nothing: the loop that moves them counts on it.
  return await changeRole(options, { ...state, by: plan.owner, person: successor, value: 'member' }, end);
}

/** Who is an admin now, as one of those who stay is told; null when the run ended before an answer. */
async function findAdmin({ plan, restOf, chance }: GroupLifeOptions, conversationId: string, end: AbortSignal) {
  while (!end.aborted) {
    const answer = await restOf(chance.pick(plan.stable))('GET', `/conversations/${conversationId}/participants`);
    const admin = answer?.status === 200 ? adminIn(answer) : undefined;
    if (admin !== undefined) return admin;
    await pause(chance.between(50, 400), end);
  }
  return null;
}

function adminIn({ body }: RestAnswer): string | undefined {
  const items: unknown = body['items'];
  const people: unknown[] = Array.isArray(items) ? items : [];
  const admin = people.find((one) => Reflect.get(Object(one), 'role') === 'admin');
  const id: unknown = Reflect.get(Object(admin), 'userId') ?? Reflect.get(Object(admin), 'id');
  return typeof id === 'string' ? id : undefined;
}

async function changeRole(
  options: GroupLifeOptions,
  change: Reign & { readonly by: string; readonly person: string; readonly value: 'admin' | 'member' },
  end: AbortSignal,
): Promise<boolean> {
  const { conversationId, deputies, by, person, value } = change;
  const once = () =>
    options.restOf(by)('PATCH', `/conversations/${conversationId}/participants/${person}`, { role: value });
  const what: GroupMove = { op: 'role', conversationId, userId: person, value };
  const isDone = await makeMove(what, { ...options, once }, end);
  if (isDone && person !== options.plan.owner) {
    if (value === 'admin') deputies.add(person);
    else deputies.delete(person);
  }
  return isDone;
}

async function changeSetting(
  { plan, restOf, ...options }: GroupLifeOptions,
  what: { readonly conversationId: string; readonly setting: 'whoSends' | 'whoAdds'; readonly value: string },
  end: AbortSignal,
): Promise<boolean> {
  const { conversationId, setting, value } = what;
  const once = () => restOf(plan.owner)('PATCH', `/conversations/${conversationId}`, { [setting]: value });
  return await makeMove({ op: 'setting', ...what }, { ...options, once }, end);
}
