import { DomainError } from '../../platform/domain-error.ts';

/** What a suspended person is told wherever they would write. */
export const SUSPENDED = 'You are suspended from messaging for now. You can still read.';

/**
 * A text that may not be sent (`invalid`): a sentence for a person, and the same as a fault of the field. `fault` goes on from
 * "Your message": "is too long".
 */
export function invalidContent(fault: string): DomainError {
  return new DomainError('invalid', {
    detail: `Your message ${fault}.`,
    fields: [{ path: 'content', message: fault }],
  });
}
