import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { MessageRow } from '../../ports/database.ts';
import type { OfMessage } from '../../ports/life-database.ts';

/** A message as this person sees it now, after what they did to it. Errors: `not_found`, also when its time was over meanwhile. */
export async function readOwn({ database }: Pick<Platform, 'database'>, of: OfMessage): Promise<MessageRow> {
  const row = await database.readMessage(of);
  if (row === null) throw DomainError.notFound();
  return row;
}
