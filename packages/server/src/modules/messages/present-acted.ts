import type { Message } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import type { MessageRow } from '../../ports/database.ts';
import { presentMessage } from './present-message.ts';

/**
 * The answer to whoever acted on a message: as they saw it within the act, whatever became of it or of them since (ACT-4). Errors:
 * `not_found` when its time was over in that very moment.
 */
export function presentActed(own: MessageRow | null): Message {
  if (own === null) throw DomainError.notFound();
  return presentMessage(own);
}
