import type { Person } from '@natter/protocol';
import type { ShownPerson } from '../../ports/safety-database.ts';

/** A person as everybody here sees them. */
export function presentPerson({ userId, displayName, avatarUrl, office }: ShownPerson): Person {
  return { userId, displayName, avatarUrl, ...(office !== null && { office }) };
}
