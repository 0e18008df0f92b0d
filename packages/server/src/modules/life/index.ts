import type { ForwardAnswer, Message, Reactions, StarredPage, UserId, Versions } from '@natter/protocol';
import { type EditCommand, editMessage } from './edit-message.ts';
import { type ForwardCommand, forwardMessage } from './forward-message.ts';
import type { LifeDeps, MessageRef } from './life-deps.ts';
import { listReactions } from './list-reactions.ts';
import { listStarred, type StarredQuery } from './list-starred.ts';
import { listVersions } from './list-versions.ts';
import { type ReactCommand, react } from './react.ts';
import { type StarCommand, star } from './star.ts';

export type { LifeDeps, MessageRef } from './life-deps.ts';

/**
 * What members do with a message that was sent. Errors, beside those named: `not_found` for what they do not see and where the
 * feature is switched off; `forbidden` or `tier_required` for who may not write there.
 */
export interface Life {
  /**
   * The message with its new text, as its author sees it. Errors: `conflict` when it is at another version or was deleted,
   * `edit_window_over`, `forbidden` for somebody else's, `invalid`, `too_large`.
   */
  edit(userId: UserId, command: EditCommand): Promise<Message>;
  listVersions(userId: UserId, ref: MessageRef): Promise<Versions>;
  /** Repeating it is harmless. Errors: `conflict` for one reaction too many, or to a deleted message. */
  react(userId: UserId, command: ReactCommand): Promise<Message>;
  listReactions(userId: UserId, ref: MessageRef): Promise<Reactions>;
  /** Repeating it is harmless. Errors: `conflict` for one star too many, or of a deleted message. */
  star(userId: UserId, command: StarCommand): Promise<void>;
  /** Errors: `invalid` for a cursor that is none. */
  listStarred(userId: UserId, query: StarredQuery): Promise<StarredPage>;
  /** Errors: `conflict` for one copy too many, `invalid` for what cannot be copied, `rate_limited`. What a target refuses is in the answer. */
  forward(userId: UserId, command: ForwardCommand): Promise<ForwardAnswer>;
}

export function createLife(deps: LifeDeps): Life {
  const { platform } = deps;
  return {
    edit: (userId, command) => editMessage(platform, userId, command),
    listVersions: (userId, ref) => listVersions(platform, userId, ref),
    react: (userId, command) => react(platform, userId, command),
    listReactions: (userId, ref) => listReactions(platform, userId, ref),
    star: (userId, command) => star(platform, userId, command),
    listStarred: (userId, query) => listStarred(platform, userId, query),
    forward: (userId, command) => forwardMessage(deps, userId, command),
  };
}
