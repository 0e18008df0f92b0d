import type { RuleResult, StoredConversation, StoredMessage, SystemLine } from './evidence.ts';
import type { Indexed } from './index-evidence.ts';
import { canStand, groupBy } from './register.ts';

/** A group as its own lines tell it, up to some message. */
interface Told {
  readonly members: Set<string>;
  readonly admins: Set<string>;
  whoSends: string;
  whoAdds: string;
}

/** Who may do what a line tells of; whatever is not here anybody may. */
function mayDo({ event, by, userIds, role }: SystemLine, { admins, members, whoAdds }: Told): boolean {
  if (event === 'members_added' && whoAdds !== 'admins') return by !== null && members.has(by);
  if (event === 'group_created' || event === 'member_left') return true;
  // Nobody gave it to them: the last admin has gone.
  if (event === 'role_changed' && role === 'admin' && admins.size === 0) return userIds.length === 1;
  return by !== null && admins.has(by);
}

function apply({ event, by, userIds, role, whoSends, whoAdds }: SystemLine, told: Told): void {
  if (event === 'group_created' && by !== null) told.admins.add(by);
  for (const userId of userIds) {
    if (event === 'group_created' || event === 'members_added') told.members.add(userId);
    if (event === 'member_left' || event === 'member_removed') {
      told.members.delete(userId);
      told.admins.delete(userId);
    }
    if (event === 'role_changed' && role === 'admin') told.admins.add(userId);
    if (event === 'role_changed' && role === 'member') told.admins.delete(userId);
  }
  told.whoSends = whoSends ?? told.whoSends;
  told.whoAdds = whoAdds ?? told.whoAdds;
}

/** Goes through a group's messages in their order: each was written, and each line done, by somebody who then might. */
function replay({ id, messages }: StoredConversation): { told: Told; findings: string[] } {
  const told: Told = { members: new Set(), admins: new Set(), whoSends: 'everyone', whoAdds: 'everyone' };
  const findings: string[] = [];
  const look = ({ seq, senderId, system }: StoredMessage) => {
    if (system !== null) {
      if (!mayDo(system, told))
        findings.push(`${seq} of ${id} tells of ${system.event} by ${system.by}, who might not`);
      apply(system, told);
      return;
    }
    // The line that tells of a new admin comes right after the one that tells of the last one's going.
    if (told.members.size > 0 && told.admins.size === 0) findings.push(`${id} had no admin before ${seq}`);
    if (senderId === null || !told.members.has(senderId))
      findings.push(`${seq} of ${id} is by ${senderId}, who was not in it`);
    else if (told.whoSends === 'admins' && !told.admins.has(senderId)) {
      findings.push(`${seq} of ${id} is by ${senderId} while only admins might write`);
    }
  };
  for (const message of [...messages].sort((a, b) => a.seq - b.seq)) look(message);
  return { told, findings };
}

/**
 * Groups are ruled as was said: at every place in their order only whoever might has written, added, removed or ruled, none with people in it is
 * without an admin, and roles and settings at the end are what their lines tell and what was set last.
 */
export function findWrongRoles(evidence: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const group of evidence.stored) {
    if (group.type !== 'group') continue;
    checked += group.messages.length;
    const { told, findings: inOrder } = replay(group);
    findings.push(...inOrder);
    for (const { userId, hasLeft, role } of group.members) {
      if (hasLeft) continue;
      const byLines = told.admins.has(userId) ? 'admin' : 'member';
      if (role !== byLines) findings.push(`${userId} is ${role} of ${group.id}, and its lines say ${byLines}`);
    }
    if (told.members.size > 0 && told.admins.size === 0) findings.push(`${group.id} has no admin`);
    for (const setting of ['whoSends', 'whoAdds'] as const) {
      if (group[setting] !== told[setting]) {
        findings.push(`${setting} of ${group.id} is ${group[setting]}, and its lines say ${told[setting]}`);
      }
    }
  }
  return { checked, findings: [...findings, ...findUnset(evidence)] };
}

/** What was set last stands; of roles only with those who never went, since coming and going changes them too. */
function findUnset({ roleChanges, settingChanges, memberChanges, conversations }: Indexed): string[] {
  const findings: string[] = [];
  const wentOnce = new Set(
    memberChanges.flatMap(({ invoke: { value, userIds, conversationId } }) =>
      value === 'out' ? userIds.map((userId) => `${conversationId} ${userId}`) : [],
    ),
  );
  for (const [key, attempts] of groupBy(roleChanges, ({ invoke }) => `${invoke.conversationId} ${invoke.userId}`)) {
    const [first] = attempts;
    const members = first && conversations.get(first.invoke.conversationId)?.members;
    const role = members?.find((one) => one.userId === first?.invoke.userId)?.role;
    // An heir becomes an admin by nobody's hand, and is then one until told otherwise.
    if (role === undefined || wentOnce.has(key)) continue;
    if (role === 'member' && !canStand(role, 'member', attempts)) findings.push(`${key} is ${role}, which cannot be`);
  }
  for (const [key, attempts] of groupBy(settingChanges, ({ invoke }) => `${invoke.conversationId} ${invoke.setting}`)) {
    const [first] = attempts;
    const value = first && conversations.get(first.invoke.conversationId)?.[first.invoke.setting];
    if (value !== undefined && !canStand(value, 'everyone', attempts))
      findings.push(`${key} is ${value}, which cannot be`);
  }
  return findings;
}
