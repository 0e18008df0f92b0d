import type { Person, UserId } from '@natter/protocol';
import { requireFeature } from '../../platform/require-feature.ts';
import { presentPerson } from '../people/index.ts';
import { reportMessage } from './report-message.ts';
import type { ReportCommand, SafetyDeps } from './safety-deps.ts';
import { setBlock } from './set-block.ts';

export type { BlockChange } from './safety-deps.ts';

/** What a member does for their own peace. Errors, beside those named: `not_found` where the feature is switched off. */
export interface Safety {
  /** By name. */
  listBlocks(userId: UserId): Promise<{ items: Person[] }>;
  /** Repeating it is harmless. Errors: `not_found` for nobody here, `conflict` for one block too many, `invalid` for oneself. */
  setBlock(userId: UserId, block: { otherId: UserId; isBlocked: boolean }): Promise<void>;
  /** Repeating it is harmless. Errors: `not_found`, `forbidden` for one's own message, `rate_limited`, `too_large` for the note. */
  report(userId: UserId, command: ReportCommand): Promise<void>;
}

export function createSafety(deps: SafetyDeps): Safety {
  const { platform } = deps;
  return {
    listBlocks: async (userId) => {
      requireFeature(platform, 'blocking');
      const rows = await platform.database.readBlocks(userId);
      return { items: rows.map(presentPerson) };
    },
    setBlock: (userId, block) => setBlock(deps, userId, block),
    report: (userId, command) => reportMessage(deps, userId, command),
  };
}
