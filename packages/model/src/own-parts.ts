import type { Message, Reaction } from '@natter/protocol';

// A message as all members are told of it leaves out what differs by reader: `votes`, `reactions[].mine` and the words of a quote. An
// answer to one person has all of it.

/** A message that may lack its reader's own parts, with those of an earlier state of it. */
export function withOwnParts(message: Message, known: Message | undefined): Message {
  if (!known) return message;
  const replyTo = withPreview(message, known);
  const reactions = withMine(message.reactions, known.reactions);
  const votes = message.votes ?? known.votes;
  return votes === undefined || message.deletedAt !== null
    ? { ...message, replyTo, reactions }
    : { ...message, replyTo, reactions, votes };
}

/** Whether a message that is told to all could have a part of its reader's own, which only an answer can tell. */
export function mayHaveOwnParts({ reactions, type, deletedAt }: Message): boolean {
  return deletedAt === null && (reactions.length > 0 || type === 'poll');
}

function withPreview({ replyTo, deletedAt }: Message, known: Message): Message['replyTo'] {
  const preview = known.replyTo?.preview;
  // What a quote had is gone for good.
  const isGone = preview === null;
  if (!replyTo || preview === undefined || (replyTo.preview !== undefined && !isGone)) return replyTo;
  return { ...replyTo, preview: deletedAt === null ? preview : null };
}

function withMine(reactions: Reaction[], known: readonly Reaction[]): Reaction[] {
  if (reactions.every(({ mine }) => mine !== undefined)) return reactions;
  return reactions.map((one) => ({
    ...one,
    mine: one.mine ?? known.find(({ emoji }) => emoji === one.emoji)?.mine ?? false,
  }));
}

/** Reactions after somebody added or took back one; `isMine`: that was this person. */
export function changeReaction(
  reactions: readonly Reaction[],
  emoji: string,
  isAdded: boolean,
  isMine: boolean,
): Reaction[] {
  const known = reactions.find((one) => one.emoji === emoji);
  const mine = isMine ? isAdded : (known?.mine ?? false);
  const changed = { emoji, count: (known?.count ?? 0) + (isAdded ? 1 : -1), mine };
  const next = known ? reactions.map((one) => (one === known ? changed : one)) : [...reactions, changed];
  return next.filter(({ count }) => count > 0);
}
