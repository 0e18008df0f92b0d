import type { ConversationId, UserId } from '@natter/protocol';
import type { Audience, LoggedCommit } from '../../ports/nodes-database.ts';
import type { TellingDeps } from './tell-changes.ts';

/** Marks of this person moved in a conversation of more than ten. */
export type TellCrowd = (userId: UserId, conversationId: ConversationId) => void;

/** Tells the others here that somebody's shown marks moved, as `publishMarks` does there. `read` implies `delivered`. */
export function tellMarks(
  { platform, here, tellCrowd }: TellingDeps & { readonly tellCrowd: TellCrowd },
  { marks, at: moved }: LoggedCommit<'marked'>,
  { audiences, maxTold }: { audiences: ReadonlyMap<ConversationId, Audience>; maxTold: number },
): void {
  if (!platform.config.features.receipts) return;
  const at = moved.toISOString();
  for (const { conversationId, userId, readSeq, deliveredSeq } of marks) {
    const audience = audiences.get(conversationId);
    if (audience === undefined) continue;
    if (audience.memberIds.length > maxTold) {
      if (here.connectedAmong(audience.memberIds).length > 0) tellCrowd(userId, conversationId);
      continue;
    }
    const others = audience.memberIds.filter((one) => one !== userId);
    if (readSeq !== null) here.toPeople(others, 'message:read', { conversationId, userId, seq: readSeq, at });
    if (deliveredSeq !== null && deliveredSeq > (readSeq ?? -1)) {
      here.toPeople(others, 'message:delivered', { conversationId, userId, seq: deliveredSeq, at });
    }
  }
}

/** Tells a person's own devices here what of theirs changed. */
export function tellOwn({ here }: Pick<TellingDeps, 'here'>, { marks, at: moved }: LoggedCommit<'own'>): void {
  const at = moved.toISOString();
  for (const { conversationId, userId, readSeq, deliveredSeq } of marks) {
    if (readSeq !== null) here.toPeople([userId], 'message:read', { conversationId, userId, seq: readSeq, at });
    else if (deliveredSeq !== null) {
      here.toPeople([userId], 'message:delivered', { conversationId, userId, seq: deliveredSeq, at });
    }
    here.toPeople([userId], 'conversation:state', { conversationId });
  }
}

/** Tells people here that they came into a conversation or are in it no longer. Of two, the other hears with the first message. */
export function tellMembers(
  { here }: Pick<TellingDeps, 'here'>,
  { kind, members }: LoggedCommit<'joined' | 'left'>,
  audiences: ReadonlyMap<ConversationId, Audience>,
): void {
  for (const { conversationId, userId } of members) {
    const audience = audiences.get(conversationId);
    const isThere = audience?.memberIds.includes(userId) ?? false;
    if (kind === 'left') {
      if (!isThere) here.toPeople([userId], 'conversation:removed', { conversationId });
    } else if (audience && isThere && (audience.type === 'group' || audience.createdBy === userId)) {
      here.toPeople([userId], 'conversation:new', { conversationId, changeSeq: audience.changeSeq });
    }
  }
}
