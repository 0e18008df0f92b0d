import type { ConversationId, UserId } from '@natter/protocol';
import type { LoggedCommit } from '../../ports/nodes-database.ts';
import type { HerePublisher } from '../../ports/publisher.ts';

/** What other modules do when somebody was changed by another process; all of it on this node alone. */
export interface PeopleChanges {
  /** What is remembered of these is not so any more. */
  readonly forget: (userIds: readonly UserId[]) => void;
  /** Ends the connections of those who belong to the store no longer, and lets those concerned sync. */
  readonly onChanged: (userIds: readonly UserId[]) => Promise<void>;
  readonly onBlockChanged: (change: {
    readonly userId: UserId;
    readonly otherId: UserId;
    readonly conversationId: ConversationId | null;
    readonly isBlocked: boolean;
  }) => Promise<void>;
}

type PeopleCommit = LoggedCommit<'people' | 'standing' | 'settings' | 'hidden' | 'blocked' | 'unblocked'>;

/** What changed about people elsewhere is felt here, too (NODE-6). Own changes were told by who made them. */
export async function tellPeople(here: HerePublisher, changes: PeopleChanges, commit: PeopleCommit): Promise<void> {
  if (commit.kind === 'blocked' || commit.kind === 'unblocked') {
    if (commit.isOwn) return;
    const { userId, otherId, conversationId } = commit;
    await changes.onBlockChanged({ userId, otherId, conversationId, isBlocked: commit.kind === 'blocked' });
    // With a conversation its state says so; without one there is still the list of whom I blocked.
    if (conversationId === null) here.toPeople([userId], 'sync:required', { reason: 'people' });
    return;
  }
  const { kind, userIds, isOwn } = commit;
  // Also what this node did: its answer may have been lost on the way from the database.
  changes.forget(userIds);
  if (isOwn) return;
  switch (kind) {
    case 'people':
      await changes.onChanged(userIds);
      return;
    case 'standing':
      here.toPeople(userIds, 'sync:required', { reason: 'people' });
      return;
    case 'hidden':
      for (const userId of userIds) {
        // PRES-4: the last thing the watchers hear does not tell when.
        here.toPersonWatchers(userId, { userId, status: 'offline', lastSeenAt: null });
        here.endPresenceWatches(userId);
      }
      return;
    case 'settings':
      return;
  }
}
