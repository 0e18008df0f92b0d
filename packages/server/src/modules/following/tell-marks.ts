import type { ConversationId, UserId } from '@natter/protocol';
import type { EmittedMark } from '../../platform/emitted.ts';
import type { Audience, LoggedCommit } from '../../ports/nodes-database.ts';
import type { TellingDeps } from './tell-changes.ts';

/** Marks of this person moved in a conversation of more than ten. */
export type TellCrowd = (userId: UserId, conversationId: ConversationId) => void;

/** Tells the others here that somebody's shown marks moved, as `publishMarks` does there. `read` implies `delivered`. */
export function tellMarks(
  { platform, here, emitted, tellCrowd }: TellingDeps & { readonly tellCrowd: TellCrowd },
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
    const tell = (event: EmittedMark['event'], seq: number) => {
      // Redis may have brought it.
      if (emitted.hasMark({ event, conversationId, userId, seq, isOwn: false })) return;
      here.toPeople(others, event, { conversationId, userId, seq, at });
    };
    if (readSeq !== null) tell('message:read', readSeq);
    if (deliveredSeq !== null && deliveredSeq > (readSeq ?? -1)) tell('message:delivered', deliveredSeq);
  }
}

/** Tells a person's own devices here what of theirs changed. */
export function tellOwn(
  { here, emitted }: Pick<TellingDeps, 'here' | 'emitted'>,
  { marks, at: moved }: LoggedCommit<'own'>,
): void {
  const at = moved.toISOString();
  for (const { conversationId, userId, readSeq, deliveredSeq } of marks) {
    const event: EmittedMark['event'] = readSeq !== null ? 'message:read' : 'message:delivered';
    const seq = readSeq ?? deliveredSeq;
    if (seq !== null) {
      // Redis may have brought it, and with it that the conversation's state is another.
      if (emitted.hasMark({ event, conversationId, userId, seq, isOwn: true })) continue;
      here.toPeople([userId], event, { conversationId, userId, seq, at });
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
