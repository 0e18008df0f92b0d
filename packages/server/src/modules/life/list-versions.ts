import type { UserId, Versions } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { MessageRef } from './life-deps.ts';

/** What a message said, version by version, the present one last (EDIT-4). Errors: `not_found`, also for a deleted one. */
export async function listVersions(platform: Platform, userId: UserId, ref: MessageRef): Promise<Versions> {
  requireFeature(platform, 'editing');
  const versions = await platform.database.readVersions({ userId, ...ref });
  if (versions.length === 0) throw DomainError.notFound();
  return {
    items: versions.map(({ version, content, mentions, at }) => ({
      version,
      content,
      mentions: [...mentions],
      at: at.toISOString(),
    })),
  };
}
