import type { ConversationId, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { EmittedChanges } from '../../platform/emitted.ts';
import type { Audience, ChangedStretch, FollowedMessage } from '../../ports/nodes-database.ts';
import type { HerePublisher } from '../../ports/publisher.ts';
import { presentForAll, presentForReader } from '../messages/index.ts';

/** Of more changes at once in one conversation only their end is told; who has it fetches them. */
const MAX_STRETCH = 200;
/** For so many readers of a group a message is read here, one by one. More of them fetch it themselves, each in a moment of their own. */
const MAX_READERS = 10;

export interface TellingDeps {
  readonly platform: Pick<Platform, 'database' | 'log' | 'config'>;
  /** This node's sockets alone. */
  readonly here: HerePublisher;
  readonly emitted: EmittedChanges;
}

/** What of these changes has not been told here: one stretch a conversation, from the first to the last of them. */
export function findUntold(stretches: readonly ChangedStretch[], emitted: EmittedChanges): readonly ChangedStretch[] {
  const untold = new Map<ConversationId, { first: number; last: number }>();
  for (const { conversationId, first, last } of stretches) {
    const known = untold.get(conversationId);
    if (isTold({ conversationId, first, last }, emitted)) continue;
    if (known === undefined) untold.set(conversationId, { first, last });
    else {
      known.first = Math.min(known.first, first);
      known.last = Math.max(known.last, last);
    }
  }
  return [...untold].map(([conversationId, stretch]) => ({ conversationId, ...stretch }));
}

function isTold({ conversationId, first, last }: ChangedStretch, emitted: EmittedChanges): boolean {
  if (last - first > MAX_STRETCH) return emitted.has(conversationId, last);
  for (let seq = first; seq <= last; seq++) if (!emitted.has(conversationId, seq)) return false;
  return true;
}

/**
 * Tells the sockets here what changed elsewhere, in order of `changeSeq` (NODE-4): as whoever committed it told theirs. What is void
 * goes to its author alone, and whoever blocks the author hears of what can be seen and of nothing else (NODE-7).
 */
export async function tellChanges(
  deps: TellingDeps,
  stretches: readonly ChangedStretch[],
  audiences: ReadonlyMap<ConversationId, Audience>,
): Promise<void> {
  const { platform, here } = deps;
  const heard = stretches.flatMap((stretch) => {
    const audience = audiences.get(stretch.conversationId);
    const isHeard = audience !== undefined && here.connectedAmong(audience.memberIds).length > 0;
    return isHeard ? [{ stretch, audience }] : [];
  });
  if (heard.length === 0) return;
  const short = heard.map(({ stretch }) => stretch).filter(({ first, last }) => last - first <= MAX_STRETCH);
  const found = short.length > 0 ? await platform.database.readFollowed(short) : [];
  const byConversation = new Map<ConversationId, FollowedMessage[]>();
  for (const one of found) {
    const { conversationId } = one.message;
    const beside = byConversation.get(conversationId);
    if (beside) beside.push(one);
    else byConversation.set(conversationId, [one]);
  }
  for (const { stretch, audience } of heard) {
    const changed = byConversation.get(stretch.conversationId) ?? [];
    for (const one of changed) await tellOne(deps, one, audience);
    tellEnd(deps, { stretch, audience, isCovered: changed.at(-1)?.message.changeSeq === stretch.last });
  }
}

/** A change that is on no message: of the conversation itself, or of one that changed again or is past its time. Between two of whom one blocks the other it is nobody's business. */
function tellEnd(
  { here, emitted }: TellingDeps,
  { stretch, audience, isCovered }: { stretch: ChangedStretch; audience: Audience; isCovered: boolean },
): void {
  const { conversationId, first, last } = stretch;
  if (!isCovered && audience.blockerIds.length === 0 && !emitted.has(conversationId, last)) {
    here.toPeople(audience.memberIds, 'conversation:updated', { conversationId, changeSeq: last });
  }
  for (let seq = Math.max(first, last - MAX_STRETCH); seq <= last; seq++) emitted.note(conversationId, seq);
}

async function tellOne(deps: TellingDeps, followed: FollowedMessage, audience: Audience): Promise<void> {
  const { here, emitted } = deps;
  const { message, ownerId, isNew } = followed;
  const { conversationId, changeSeq, id: messageId, seq } = message;
  if (emitted.has(conversationId, changeSeq)) return;
  const members = ownerId === null ? whoseHistory(audience, seq) : [ownerId];
  if (message.deletedAt !== null) {
    here.toPeople(members, 'message:deleted', { conversationId, messageId, seq, changeSeq });
  } else if (isNew && seq === 1 && audience.type === 'group') {
    // The line that a group begins with: its members are told that they are in it, and fetch it.
  } else if (isNew) {
    if (seq === 1) {
      const others = members.filter((userId) => userId !== message.senderId);
      here.toPeople(others, 'conversation:new', { conversationId, changeSeq });
    }
    // Between two, the line in the thread is told as the change that it speaks of.
    if (message.type !== 'system' || audience.type === 'group') {
      here.toPeople(members, 'message:new', { message: presentForAll(message) });
    }
    if (message.type === 'system') here.toPeople(members, 'conversation:updated', { conversationId, changeSeq });
  } else {
    await tellUpdated(deps, followed, { members, audience });
  }
  emitted.note(conversationId, changeSeq);
}

/** GROUP-4: a message from before somebody's joining is none of theirs, also when it is told or changed after it. */
function whoseHistory({ memberIds, historyFrom }: Audience, seq: number): readonly UserId[] {
  return memberIds.filter((userId) => (historyFrom.get(userId) ?? Number.POSITIVE_INFINITY) <= seq);
}

/**
 * Who reacted or voted is not known here, so counts are told to each reader with what is their own in them: what it was before says
 * nothing about it (OWN-1). Of two people each is told what they see themselves. Where there is nothing of the kind, all hear the same.
 */
async function tellUpdated(
  { platform, here }: TellingDeps,
  { message, isPlain }: FollowedMessage,
  { members, audience }: { members: readonly UserId[]; audience: Audience },
): Promise<void> {
  const readers = members.filter((userId) => !audience.blockerIds.includes(userId));
  const isGroup = audience.type === 'group';
  const hasCounts = message.reactions.length > 0 || message.type === 'poll';
  if (isPlain || (isGroup && !hasCounts)) {
    here.toPeople(readers, 'message:updated', { message: presentForAll(message) });
    return;
  }
  const { id: messageId, conversationId, changeSeq } = message;
  const connected = here.connectedAmong(readers);
  if (isGroup && connected.length > MAX_READERS) {
    here.toPeople(connected, 'conversation:updated', { conversationId, changeSeq });
    return;
  }
  for (const userId of connected) {
    const theirs = await platform.database.readMessage({ userId, conversationId, messageId });
    if (theirs !== null) here.toPeople([userId], 'message:updated', { message: presentForReader(theirs) });
  }
}
