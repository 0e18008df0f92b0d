import type { ChangesPage, HistoryPage, SyncedConversation, UserId } from '@natter/protocol';
import { type ConversationState, isBehind, newConversationState } from './conversation-state.ts';
import { insertRun } from './intervals.ts';
import { hideSeqs, putMessages, settle, takeSnapshot } from './merge-conversation.ts';

/**
 * Applies one page of `changes` asked for after `after`. A page whose `after` lies beyond what is known is not applied to the
 * log (there would be a hole before it); its messages are taken all the same. `keepsOwn`: a later answer has told of this person's own
 * part already.
 */
export function applyChanges(
  state: ConversationState,
  page: ChangesPage,
  after: number,
  keepsOwn = false,
): ConversationState {
  const snapshot = takeSnapshot(state, page.conversation, keepsOwn);
  const known = keepsOwn ? snapshot : takeStars(snapshot, page.starred);
  const taken = hideSeqs(putMessages(known, page.items), page.hidden);
  if (after > state.changeSeq || page.toChangeSeq <= state.changeSeq) return settle(taken);
  const isEnd = !page.hasMore && page.toChangeSeq >= page.conversation.changeSeq;
  const next = { ...taken, changeSeq: page.toChangeSeq };
  return settle(isEnd ? reachEdge(next, page.conversation.lastSeq) : next);
}

/** Applies a page of history: what it covers becomes known. It may be older than what is known, in part or whole. */
export function applyHistory(state: ConversationState, page: HistoryPage): ConversationState {
  const taken = putMessages(state, page.items);
  const from = page.hasBefore ? page.fromSeq : Math.min(page.fromSeq, Math.max(1, state.conversation.historyFrom));
  return settle({ ...taken, covered: insertRun(taken.covered, from, page.toSeq) });
}

/**
 * Applies what `sync` says of one conversation (null: not known here). The state before it holds everything up to the
 * cursor that was given, unless it is behind; only then may a complete answer move the log's known end (spec CATCH-3).
 * The newest messages of a first load say nothing of changes to older ones, so they move nothing: a state that was there
 * before is behind afterwards, and `changes` brings the rest. `keepsOwn`: as in `applyChanges`, but for the stars, of which each sync tells the latest.
 */
export function applySynced(
  state: ConversationState | null,
  synced: SyncedConversation,
  userId: UserId,
  keepsOwn = false,
): ConversationState {
  const { conversation, messages, hidden, complete, fromSeq, starred } = synced;
  const before =
    state === null ? newConversationState(userId, conversation) : takeSnapshot(state, conversation, keepsOwn);
  const taken = hideSeqs(putMessages(takeStars(before, starred), messages), hidden);
  const covered = fromSeq === null ? taken.covered : insertRun(taken.covered, fromSeq, conversation.lastSeq);
  const mayAdvance = state !== null && complete && fromSeq === null && !isBehind(state);
  if (!mayAdvance || conversation.changeSeq <= state.changeSeq) return settle({ ...taken, covered });
  return settle(reachEdge({ ...taken, changeSeq: conversation.changeSeq }, conversation.lastSeq));
}

/** Stars as the server tells them: all of them, or nothing new. */
function takeStars(state: ConversationState, starred: readonly number[] | undefined): ConversationState {
  return starred ? { ...state, starred: new Set(starred) } : state;
}

/** Everything up to `lastSeq` has been told: a number beyond the old edge that brought no message is nothing for us. */
function reachEdge(state: ConversationState, lastSeq: number): ConversationState {
  if (lastSeq <= state.edgeSeq) return state;
  return { ...state, covered: insertRun(state.covered, state.edgeSeq + 1, lastSeq), edgeSeq: lastSeq };
}

/** Joins two states of one conversation that two tabs of one device have reached. Both only ever grow. */
export function joinStates(a: ConversationState, b: ConversationState): ConversationState {
  const [newer, older] = a.changeSeq >= b.changeSeq ? [a, b] : [b, a];
  const merged = putMessages(takeSnapshotOf(newer, older), [...older.messages.values()], false);
  const covered = older.covered.reduce((runs, run) => insertRun(runs, run.from, run.to), merged.covered);
  const [heldFrom, nextExpiry] = [Math.max(a.heldFrom, b.heldFrom), Math.min(a.nextExpiry, b.nextExpiry)];
  return settle(hideSeqs({ ...merged, covered, heldFrom, nextExpiry }, [...older.hidden]));
}

function takeSnapshotOf(newer: ConversationState, older: ConversationState): ConversationState {
  const [base, other] = newer.conversation.changeSeq >= older.conversation.changeSeq ? [newer, older] : [older, newer];
  const merged = takeSnapshot(
    { ...newer, conversation: other.conversation, counted: other.counted },
    base.conversation,
  );
  return { ...merged, changeSeq: newer.changeSeq, edgeSeq: newer.edgeSeq, starred: base.starred };
}
