import type { UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';

export interface ModerationDeps {
  readonly platform: Platform;
  /** What these people may do has changed: it is read anew, and their devices are told. */
  readonly onStandingChanged: (userIds: readonly UserId[]) => void;
}
