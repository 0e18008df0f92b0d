import { DomainError } from '../platform/domain-error.ts';
import type { Log } from '../ports/runtime.ts';

/** What the caller is told of an error: a domain error as it is, anything else as `internal`, with a line in the log. */
export function toDomainError(error: unknown, log: Log, where: Readonly<Record<string, unknown>>): DomainError {
  if (!(error instanceof DomainError)) {
    log.error('unexpected_error', { ...where, error });
    return new DomainError('internal', { cause: error });
  }
  if (['internal', 'unavailable', 'timeout'].includes(error.code))
    log.warn(`answered_${error.code}`, { ...where, error });
  return error;
}
