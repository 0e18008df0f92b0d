import type { ConversationId, EventName, EventPayload, UserId } from '@natter/protocol';

/** A call of one node's publisher, as the others are told of it. */
export type NodeCall =
  | {
      readonly kind: 'toPeople';
      readonly userIds: readonly UserId[];
      readonly event: EventName;
      readonly payload: EventPayload<EventName>;
    }
  | { readonly kind: 'toPersonWatchers'; readonly userId: UserId; readonly payload: EventPayload<'presence'> }
  | {
      readonly kind: 'toConversationWatchers';
      readonly conversationId: ConversationId;
      readonly except: UserId;
      readonly event: 'typing:start' | 'typing:stop';
      readonly payload: EventPayload<'typing:start'>;
    }
  | { readonly kind: 'endPresenceWatches'; readonly userId: UserId }
  | { readonly kind: 'endPresenceBetween'; readonly one: UserId; readonly other: UserId }
  | { readonly kind: 'resumePresence'; readonly watcher: UserId; readonly payload: EventPayload<'presence'> }
  | { readonly kind: 'disconnect'; readonly userIds: readonly UserId[]; readonly reason: 'not_a_member' };

/**
 * How events get to the sockets of other nodes at once. Only ever a hint: what is lost here comes by the log of commits, and
 * nothing that was committed waits for it.
 */
export interface NodesBus {
  /** Whether what is told now is likely to arrive. False: whoever has another way for things of the moment takes it. */
  readonly isUp: boolean;
  /** Hands a call to the other nodes. Never throws, never waits; away, the call is dropped. */
  tell(call: NodeCall): void;
  /** From now on `hear` is called with what other nodes told, never with this node's own calls. One listener. */
  listen(hear: (call: NodeCall) => void): void;
  /** Ends it. Answers when nothing will be heard any more. */
  stop(): Promise<void>;
}

/** Who is connected to other nodes, as far as this one knows: leases, so that a node that died leaves nobody online. */
export interface PeopleElsewhere {
  isOnline(userId: UserId): boolean;
  /** People online elsewhere and not here. */
  readonly beside: number;
  /** This person came to this node. */
  came(userId: UserId): void;
  /** This person is at this node no longer. */
  left(userId: UserId): void;
  /**
   * Calls for each person who is found to be online on other nodes, or on none of them any more; `at`: when that was last known to be
   * otherwise, in epoch milliseconds. Who came or left in the ordinary way is told of by that node, too. One listener.
   */
  onFound(found: (userId: UserId, change: { readonly isOnline: boolean; readonly at: number }) => void): void;
  /** Everybody here has left. */
  stop(): Promise<void>;
}
