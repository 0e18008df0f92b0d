import type { Conversations } from '../modules/conversations/index.ts';
import type { Disappearing } from '../modules/disappearing/index.ts';
import type { Groups } from '../modules/groups/index.ts';
import type { Host } from '../modules/host/index.ts';
import type { Identity } from '../modules/identity/index.ts';
import type { Life } from '../modules/life/index.ts';
import type { Messages } from '../modules/messages/index.ts';
import type { Moderation } from '../modules/moderation/index.ts';
import type { People } from '../modules/people/index.ts';
import type { Polls } from '../modules/polls/index.ts';
import type { Presence } from '../modules/presence/index.ts';
import type { Receipts } from '../modules/receipts/index.ts';
import type { Safety } from '../modules/safety/index.ts';
import type { ScheduledMessages } from '../modules/scheduled/index.ts';
import type { OwnSettings } from '../modules/settings/index.ts';
import type { Status } from '../modules/status/index.ts';
import type { Sync } from '../modules/sync/index.ts';
import type { Typing } from '../modules/typing/index.ts';
import type { DemoDoor } from '../ports/demo.ts';
import type { RateLimits } from '../ports/rate-limits.ts';

/** What requests and commands are answered with. */
export interface Services {
  readonly identity: Identity;
  readonly limits: RateLimits;
  readonly messages: Messages;
  readonly life: Life;
  readonly polls: Polls;
  readonly scheduled: ScheduledMessages;
  readonly disappearing: Disappearing;
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly receipts: Receipts;
  readonly typing: Typing;
  readonly presence: Presence;
  readonly people: People;
  readonly settings: OwnSettings;
  readonly sync: Sync;
  readonly safety: Safety;
  readonly moderation: Moderation;
  readonly host: Host;
  readonly status: Status;
  readonly demo: DemoDoor | null;
}

/** Where the server is in its life: it serves, leaves, drains. */
export interface Lifecycle {
  /** It was asked to stop and says that it is not ready; what comes all the same is served. Stays true. */
  isLeaving: boolean;
  /** It stops: nothing new is begun. */
  isDraining: boolean;
}
