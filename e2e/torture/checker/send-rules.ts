import type { ChangeKind } from '../history/history-event.ts';
import type { RuleResult } from './evidence.ts';
import { type Indexed, keyOf, type Ok, type Send } from './index-evidence.ts';
import { groupBy } from './register.ts';

interface Refusal {
  readonly at: number;
  readonly code: string;
}

const nameOf = (send: Send) => `${send.person}'s ${send.clientId}`;

/** An acknowledged send is in the database, under the number that was acknowledged. */
export function findLost({ sends, bySeq }: Indexed): RuleResult {
  const acknowledged = [...sends.values()].filter((send) => send.oks.length > 0);
  const findings = acknowledged.flatMap((send) =>
    send.oks
      .filter((ok) => bySeq.get(ok.conversationId)?.get(ok.seq)?.id !== ok.id)
      .map((ok) => `${nameOf(send)} was acknowledged as ${ok.seq} of ${ok.conversationId} and is not there`),
  );
  return { checked: acknowledged.length, findings };
}

/** What a device wrote into its outbox arrives, also when nobody was told so. */
export function findUnsent({ sends, memberChanges }: Indexed): RuleResult {
  // What is to be sent later goes with whoever leaves the group before.
  const wentAfter = (person: string, conversationId: string, since: number) =>
    memberChanges.some(
      ({ invoke: out }) =>
        out.value === 'out' && out.at > since && out.conversationId === conversationId && out.userIds.includes(person),
    );
  const queued = [...sends.values()].filter((send) => send.isQueued && !send.isUnpromised && send.fails.length === 0);
  const findings = queued
    .filter((send) => send.stored.length === 0)
    .filter(({ person, invokes: [first] }) => !first || !wentAfter(person, first.conversationId, first.at))
    .map((send) => `${nameOf(send)} stood in an outbox and never arrived`);
  return { checked: queued.length, findings };
}

/** One key, one message; every answer to it is that message; a repeat is told to be one. */
export function findDuplicates({ sends, stored }: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const send of sends.values()) {
    checked++;
    const repeats = send.repeats.filter((event): event is Ok => event.phase === 'ok');
    const ids = new Set([...send.oks, ...repeats].map((ok) => `${ok.conversationId} ${ok.seq} ${ok.id}`));
    if (send.stored.length > 1) findings.push(`${nameOf(send)} is there ${send.stored.length} times`);
    if (ids.size > 1) findings.push(`${nameOf(send)} was answered as ${[...ids].join(' and as ')}`);
    for (const repeat of repeats) {
      if (repeat.duplicate === false) findings.push(`the repeat of ${nameOf(send)} was answered as new`);
    }
    // Of two that are under way at once, one is new.
    const asNew = send.oks.filter((ok) => ok.duplicate === false).length;
    if (asNew > 1) findings.push(`${nameOf(send)} was answered as new ${asNew} times`);
  }
  const ids = stored.flatMap(({ messages }) => messages.map((message) => message.id));
  if (new Set(ids).size < ids.length) findings.push('two messages have the same id');
  return { checked, findings };
}

/** Another text under a known key is a conflict; the same text never is. */
export function findBrokenConflicts({ sends, memberChanges }: Indexed): RuleResult {
  const mayBeOut = whoMayBeOut(memberChanges);
  const findings: string[] = [];
  let checked = 0;
  for (const send of sends.values()) {
    const isOut = (event: { at: number; code: string }) =>
      mayBeOut(send.person, send.invokes[0]?.conversationId ?? '', event);
    for (const event of send.reuses) {
      if ((event.phase !== 'ok' && event.phase !== 'fail') || (event.phase === 'fail' && isOut(event))) continue;
      checked++;
      // Of a message that was deleted for everyone nobody knows any more what it said.
      if (event.phase === 'ok' && event.duplicate === true && event.content === null) continue;
      if (event.phase === 'ok') findings.push(`another text under the key of ${nameOf(send)} was accepted`);
      else if (event.code !== 'conflict') findings.push(`${nameOf(send)} used again was ${event.code}, not a conflict`);
    }
    for (const event of send.repeats) {
      if ((event.phase !== 'ok' && event.phase !== 'fail') || (event.phase === 'fail' && isOut(event))) continue;
      checked++;
      if (event.phase === 'fail') findings.push(`the repeat of ${nameOf(send)} was refused: ${event.code}`);
    }
  }
  return { checked, findings };
}

/** Whether a refusal says no more than that its person may be out of that conversation: somebody tried to put them out before. */
function whoMayBeOut(memberChanges: Indexed['memberChanges']) {
  // By person and conversation: since when.
  const outSince = new Map<string, number>();
  for (const { invoke } of memberChanges) {
    for (const userId of invoke.value === 'out' ? invoke.userIds : []) {
      const key = `${userId} ${invoke.conversationId}`;
      outSince.set(key, Math.min(invoke.at, outSince.get(key) ?? Number.POSITIVE_INFINITY));
    }
  }
  return (person: string, conversationId: string, { at, code }: { at: number; code: string }) =>
    code === 'not_found' && (outSince.get(`${person} ${conversationId}`) ?? Number.POSITIVE_INFINITY) < at;
}

/** A send that nothing is wrong with is never refused for good. */
export function findRefused({ sends, starts, changes, memberChanges, ...rest }: Indexed): RuleResult {
  const mayBeOut = whoMayBeOut(memberChanges);
  const mayBeMuted = whenMuted(rest);
  const findings = [...sends.values()].flatMap((send) =>
    send.fails
      .filter((fail) => !mayBeOut(send.person, send.invokes[0]?.conversationId ?? '', fail))
      .filter((fail) => !(send.invokes[0] && mayBeMuted(send.invokes[0], fail)))
      .map((fail) => `${nameOf(send)} was refused for good: ${fail.code}`),
  );
  let ended = 0;
  for (const event of starts) {
    if (event.phase === 'invoke' || event.phase === 'unknown') continue;
    ended++;
    if (event.phase === 'fail') findings.push(`${event.person} could not start with ${event.other}: ${event.code}`);
  }
  const about = groupBy(changes, ({ invoke }) => `${invoke.conversationId} ${invoke.seq}`);
  for (const change of changes) {
    const { invoke, fail } = change;
    if (fail === null) continue;
    ended++;
    const others = about.get(`${invoke.conversationId} ${invoke.seq}`)?.filter((other) => other !== change) ?? [];
    const isMeant = others.some(
      (other) => other.invoke.at < fail.at && EXPLAINS[other.invoke.what]?.includes(fail.code),
    );
    const isExplained = isMeant || mayBeMuted(invoke, fail) || mayBeOut(invoke.person, invoke.conversationId, fail);
    if (!isExplained && !fail.code.endsWith('_window_over')) {
      findings.push(
        `${invoke.person} could not ${invoke.what} ${invoke.seq} of ${invoke.conversationId}: ${fail.code}`,
      );
    }
  }
  for (const { invoke, fail } of memberChanges) {
    if (fail !== null)
      findings.push(`${invoke.person} could not change the members of ${invoke.conversationId}: ${fail.code}`);
  }
  for (const { invoke, fail } of [...rest.roleChanges, ...rest.settingChanges]) {
    if (fail !== null)
      findings.push(`${invoke.person} could not set ${invoke.value} in ${invoke.conversationId}: ${fail.code}`);
  }
  return { checked: sends.size + ended + memberChanges.length, findings };
}

/** Whether a refusal says no more than that only admins may have written there just then: somebody was setting it so. */
function whenMuted({ settingChanges }: Pick<Indexed, 'settingChanges'>) {
  const settings = settingChanges.filter(({ invoke }) => invoke.setting === 'whoSends');
  return ({ conversationId, at: invokedAt }: { conversationId: string; at: number }, { at, code }: Refusal) => {
    if (code !== 'not_allowed') return false;
    const those = settings.filter(({ invoke }) => invoke.conversationId === conversationId);
    const lastOpen = those.findLast(
      ({ invoke, ok }) => invoke.value === 'everyone' && ok !== null && ok.at < invokedAt,
    );
    return those.some(
      ({ invoke }) => invoke.value === 'admins' && invoke.at < at && invoke.at > (lastOpen?.invoke.at ?? 0),
    );
  };
}

/** What somebody did with a message before explains why something else is refused. */
const EXPLAINS: Readonly<Partial<Record<ChangeKind, readonly string[]>>> = {
  edit: ['conflict'],
  erase: ['conflict', 'not_found'],
  hide: ['not_found'],
};

/** Whoever was acknowledged finds their message when they ask afterwards. */
export function findUnseenOwn({ looks, changes }: Indexed): RuleResult {
  const placeOf = (one: { person: string; conversationId: string; seq: number }) =>
    `${one.person} ${one.conversationId} ${one.seq}`;
  const hidden = new Set(changes.filter(({ invoke }) => invoke.what === 'hide').map(({ invoke }) => placeOf(invoke)));
  const findings = looks
    .filter((look) => !look.has && !hidden.has(placeOf(look)))
    .map(
      ({ person, seq, conversationId }) =>
        `${person} did not find ${seq} of ${conversationId} after its acknowledgement`,
    );
  return { checked: looks.length, findings };
}

/** What was never answered is there once and whole, or nowhere. */
export function findHalfKnown({ sends, seen }: Indexed): RuleResult {
  const live = new Set(seen.map((event) => keyOf(event.senderId, event.clientId)));
  const open = [...sends].filter(([, send]) => send.unknowns > 0 || (send.oks.length === 0 && send.fails.length === 0));
  const findings = open.flatMap(([key, send]) => {
    if (send.stored.length > 1) return [`${nameOf(send)} is there ${send.stored.length} times`];
    return send.stored.length === 0 && live.has(key) ? [`${nameOf(send)} was announced and is nowhere`] : [];
  });
  return { checked: open.length, findings };
}

/** What became of sends whose answers were lost. Nothing here is a fault: both ends are allowed. */
export function countUnknown({ sends }: Indexed): { attempts: number; sends: number; arrived: number; absent: number } {
  const open = [...sends.values()].filter((send) => send.oks.length === 0 && send.fails.length === 0);
  const arrived = open.filter((send) => send.stored.length > 0).length;
  const attempts = [...sends.values()].reduce((sum, send) => sum + send.unknowns, 0);
  return { attempts, sends: open.length, arrived, absent: open.length - arrived };
}
