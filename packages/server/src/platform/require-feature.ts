import type { Feature } from '@natter/protocol';
import type { Platform } from './context.ts';
import { DomainError } from './domain-error.ts';

/** What is switched off does not exist here. The database refuses it as well. Errors: `not_found`. */
export function requireFeature({ config }: Pick<Platform, 'config'>, feature: Feature): void {
  if (!config.features[feature]) throw new DomainError('not_found', { detail: 'This is switched off here.' });
}
