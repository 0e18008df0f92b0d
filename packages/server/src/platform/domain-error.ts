import { ERRORS, type ErrorBody, type ErrorCode, type FieldFault } from '@natter/protocol';

interface ErrorFacts {
  /** A sentence for a person; the code's own sentence where left out. */
  readonly detail?: string;
  readonly fields?: readonly FieldFault[];
  /** Seconds. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** The only error a use-case throws: one code of the table, and what the caller needs to act on it. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts = {}) {
    super(facts.detail ?? ERRORS[code].detail, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.facts = facts;
  }

  static invalid(path: string, message: string): DomainError {
    return new DomainError('invalid', { fields: [{ path, message }] });
  }
  /** WALL-2. Says where the way in is: the store's clubs add people, not messaging. */
  static notAMember(cause?: unknown): DomainError {
    const detail = 'You are not a member of this store. The store adds people through its clubs: ask there.';
    return new DomainError('forbidden', cause === undefined ? { detail } : { detail, cause });
  }
  static notFound(): DomainError {
    return new DomainError('not_found');
  }
  static unauthenticated(detail?: string): DomainError {
    return new DomainError('unauthenticated', detail === undefined ? {} : { detail });
  }
  static rateLimited(retryAfter: number): DomainError {
    return new DomainError('rate_limited', { retryAfter });
  }
  static overloaded(retryAfter: number): DomainError {
    return new DomainError('overloaded', { retryAfter });
  }
  /** What was asked took longer than it may, and was not done. */
  static timeout(retryAfter: number, cause?: unknown): DomainError {
    return new DomainError('timeout', { retryAfter, cause });
  }
  static unavailable(retryAfter: number, cause?: unknown): DomainError {
    return new DomainError('unavailable', { retryAfter, cause });
  }

  /** What the wire carries. */
  toBody(): ErrorBody {
    return {
      code: this.code,
      detail: this.message,
      ...(this.facts.fields === undefined ? {} : { fields: [...this.facts.fields] }),
      ...(this.facts.retryAfter === undefined ? {} : { retryAfter: this.facts.retryAfter }),
    };
  }
}
