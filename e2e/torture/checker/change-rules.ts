import type { RuleResult, StoredMessage } from './evidence.ts';
import type { Change, Indexed } from './index-evidence.ts';
import { canStand, groupBy } from './register.ts';

const placeOf = ({ invoke: { conversationId, seq } }: Change) => `${seq} of ${conversationId}`;

/** What stands there now of what one person set; null: it is a text, which has a rule of its own. */
function standing(message: StoredMessage, isHidden: boolean, { what, person, detail }: Change['invoke']): string {
  const onIf = (is: boolean) => (is ? 'on' : 'off');
  if (what === 'react') return onIf(message.reactedBy.includes(`${person} ${detail}`));
  if (what === 'star') return onIf(message.starredBy.includes(person));
  if (what === 'hide') return onIf(isHidden);
  if (what === 'erase') return onIf(message.isErased);
  const chosen = message.votedBy.filter((vote) => vote.userId === person).map((vote) => vote.optionId);
  return chosen.sort((a, b) => a - b).join(' ');
}

const initialOf = (change: Change) => (change.invoke.what === 'vote' ? '' : 'off');

/** Whether somebody tried to put its person out of the conversation after a change was begun. */
function wentAfter({ memberChanges }: Indexed, { invoke: { at, person, conversationId } }: Change): boolean {
  return memberChanges.some(
    ({ invoke: out }) =>
      out.value === 'out' && out.at > at && out.conversationId === conversationId && out.userIds.includes(person),
  );
}

/** Reactions, stars, votes and deletions stand as they were set last; an acknowledged edit is a version of its message. */
export function findLostChanges(evidence: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  const settings = evidence.changes.filter((change) => change.invoke.what !== 'edit');
  const groups = groupBy(settings, ({ invoke: { what, conversationId, seq, person, detail } }) =>
    // Whoever deletes for everyone: it is one value.
    [what, conversationId, seq, what === 'erase' ? '' : person, detail].join(' '),
  );
  for (const attempts of groups.values()) {
    const [first] = attempts;
    const message = first && evidence.bySeq.get(first.invoke.conversationId)?.get(first.invoke.seq);
    if (!first || !message) continue;
    checked++;
    // What a message carries goes with it; stars of what is gone are nobody's to see.
    if (message.isErased && first.invoke.what !== 'erase' && first.invoke.what !== 'hide') continue;
    const { conversationId, seq, person, what, detail } = first.invoke;
    const member = evidence.conversations.get(conversationId)?.members.find((one) => one.userId === person);
    const isHidden = member?.hidden.some(([from, end]) => from <= seq && seq < end) ?? false;
    const value = standing(message, isHidden, first.invoke);
    // Whoever deletes a message for themselves has no star there any more.
    if (value === 'off' && what === 'star' && isHidden) continue;
    // What is one's own goes with whoever goes.
    if (value === 'off' && (what === 'star' || what === 'hide') && wentAfter(evidence, first)) continue;
    if (!canStand(value, initialOf(first), attempts)) {
      findings.push(`${what} ${detail} of ${person} on ${placeOf(first)} is "${value}", which cannot be`);
    }
  }
  for (const change of evidence.changes) {
    if (change.invoke.what !== 'edit' || change.ok === null) continue;
    const message = evidence.bySeq.get(change.invoke.conversationId)?.get(change.invoke.seq);
    if (!message || message.isErased) continue;
    checked++;
    const { version } = change.ok;
    if (message.versions[(version ?? 0) - 1] !== change.invoke.value) {
      findings.push(`the edit of ${placeOf(change)} was acknowledged as version ${version}, which is another text`);
    }
  }
  return { checked, findings };
}

/** Versions are 1, 2, 3 … and each was written by somebody; what anybody has set was tried by them. */
export function findInventedChanges(evidence: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  const keyOf = (what: string, id: string, seq: number, person: string, detail: string, value: string) =>
    [what, id, seq, person, detail, value].join('\u0000');
  const tried = new Set(
    evidence.changes
      .filter(({ fail }) => fail === null)
      .map(({ invoke: one }) => keyOf(one.what, one.conversationId, one.seq, one.person, one.detail, one.value)),
  );
  const erased = new Set(
    evidence.changes.filter(({ invoke }) => invoke.what === 'erase').map((change) => placeOf(change)),
  );
  for (const { id, messages } of evidence.stored) {
    for (const { seq, senderId, versions, reactedBy, starredBy, isErased } of messages) {
      const name = `${seq} of ${id}`;
      checked++;
      if (isErased && !erased.has(name)) findings.push(`${name} was deleted by nobody`);
      for (const [index, text] of versions.entries()) {
        if (index === 0) continue;
        if (text === null) findings.push(`${name} has no version ${index + 1}`);
        else if (!tried.has(keyOf('edit', id, seq, senderId ?? '', '', text))) {
          findings.push(`version ${index + 1} of ${name} was written by nobody`);
        }
      }
      for (const reaction of reactedBy) {
        const [userId = '', emoji = ''] = reaction.split(' ');
        if (!tried.has(keyOf('react', id, seq, userId, emoji, 'on')))
          findings.push(`${userId} never gave ${name} ${emoji}`);
      }
      for (const userId of starredBy) {
        if (!tried.has(keyOf('star', id, seq, userId, '', 'on'))) findings.push(`${userId} never starred ${name}`);
      }
    }
  }
  return { checked, findings };
}

/** In groups everybody is in or out as it was said last; in a direct conversation are its two. */
export function findWrongMembers(evidence: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const { id, type, members } of evidence.stored) {
    checked++;
    const isIn = members.filter((member) => !member.hasLeft);
    if (type === 'direct' && isIn.length !== 2) findings.push(`${id} is direct and has ${isIn.length} members`);
  }
  const said = evidence.memberChanges.flatMap(({ invoke, ok, fail }) =>
    invoke.userIds.map((userId) => ({ userId, id: invoke.conversationId, attempt: { invoke, ok, fail } })),
  );
  for (const group of groupBy(said, ({ id, userId }) => `${id} ${userId}`).values()) {
    const [{ id, userId } = { id: '', userId: '' }] = group;
    const conversation = evidence.conversations.get(id);
    if (!conversation) continue;
    checked++;
    const member = conversation.members.find((one) => one.userId === userId);
    const value = member && !member.hasLeft ? 'in' : 'out';
    const spell = evidence.memberships.get(id)?.get(userId)?.at(-1);
    const byMessages = spell?.endSeq === Number.POSITIVE_INFINITY ? 'in' : 'out';
    const attempts = group.map(({ attempt }) => attempt);
    if (!canStand(value, 'out', attempts)) findings.push(`${userId} is ${value} of ${id}, which cannot be`);
    if (value !== byMessages) findings.push(`${userId} is ${value} of ${id}, and its messages say ${byMessages}`);
    if (member && !member.hasLeft && spell && member.historyFrom < spell.fromSeq) {
      findings.push(`${userId} may read ${id} from ${member.historyFrom} on and joined at ${spell.fromSeq}`);
    }
  }
  return { checked, findings };
}
