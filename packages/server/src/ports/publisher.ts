import type { ConversationId, EventName, EventPayload, UserId } from '@natter/protocol';

/** One connection of one device: the id of its socket. */
export type ConnectionId = string;

/** How events leave. Each call encodes its payload once, whoever gets it; nobody connected: nothing happens. */
export interface Publisher {
  /** To every device of these people, but not to the connection `except`, which has been told in its answer. */
  toPeople<N extends EventName>(
    userIds: readonly UserId[],
    event: N,
    payload: EventPayload<N>,
    except?: ConnectionId | undefined,
  ): void;
  /** To those who watch this person's presence. */
  toPersonWatchers(userId: UserId, payload: EventPayload<'presence'>): void;
  /** To those who have this conversation open, but not to `except`. */
  toConversationWatchers<N extends 'typing:start' | 'typing:stop'>(
    conversationId: ConversationId,
    except: UserId,
    event: N,
    payload: EventPayload<N>,
  ): void;
  /** Nobody watches this person from now on, and this person watches nobody. */
  endPresenceWatches(userId: UserId): void;
  /** These two watch each other no longer, and each is told that the other is gone, not when. */
  endPresenceBetween(one: UserId, other: UserId): void;
  /** To those devices of `watcher` that watched this person until `endPresenceBetween`; they watch again. */
  resumePresence(watcher: UserId, payload: EventPayload<'presence'>): void;
  /** Ends every connection of these people. */
  disconnect(userIds: readonly UserId[], reason: 'not_a_member'): void;
  /** Those of `userIds` that have a device connected here. */
  connectedAmong(userIds: readonly UserId[]): readonly UserId[];
}

/** To the sockets of this node alone, whatever there is to tell other nodes by. */
export interface HerePublisher extends Publisher {
  /** To every device connected here. */
  toEveryone<N extends EventName>(event: N, payload: EventPayload<N>): void;
}
