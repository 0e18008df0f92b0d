import { ERROR_RETRY, type ErrorBody, type ErrorCode, type FieldFault, type RetryRule } from '@natter/protocol';

/** Who says no: the server, the way to it, or this device before anything was sent. */
export type ErrorOrigin = 'server' | 'transport' | 'client';

interface MessagingErrorParts {
  readonly origin: ErrorOrigin;
  readonly code: ErrorCode;
  readonly detail?: string | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  readonly fields?: FieldFault[] | undefined;
  readonly cause?: unknown;
}

/**
 * Everything that goes wrong, in one shape. `retry` says what helps: `later` (the same call, after `retryAfter` seconds where
 * given), `after-auth` (a fresh token), `never`. `message` is for developers, and the code itself where nobody said more;
 * interfaces word it by `code`.
 */
export class MessagingError extends Error {
  override readonly name = 'MessagingError';
  readonly origin: ErrorOrigin;
  readonly code: ErrorCode;
  /** What the server or the client said of it; empty where only the code is known. */
  readonly detail: string;
  readonly retry: RetryRule;
  readonly retryAfter: number | undefined;
  readonly fields: readonly FieldFault[];

  constructor({ origin, code, detail, retryAfter, fields, cause }: MessagingErrorParts) {
    super(detail ?? code, cause === undefined ? undefined : { cause });
    this.origin = origin;
    this.code = code;
    this.detail = detail ?? '';
    this.retry = ERROR_RETRY[code];
    this.retryAfter = retryAfter;
    this.fields = fields ?? [];
  }

  static fromServer(body: ErrorBody): MessagingError {
    return new MessagingError({ origin: 'server', ...body });
  }

  /** The call did not get through, or its answer made no sense. Whether it was carried out is unknown. */
  static transport(code: 'unavailable' | 'timeout', detail: string, cause?: unknown): MessagingError {
    return new MessagingError({ origin: 'transport', code, detail, cause });
  }

  get body(): ErrorBody {
    const { code, detail, retryAfter, fields } = this;
    const body: ErrorBody = { code, detail };
    if (retryAfter !== undefined) body.retryAfter = retryAfter;
    if (fields.length > 0) body.fields = [...fields];
    return body;
  }
}

/** Anything thrown, as a MessagingError; what is not one came from below the transport. */
export function toMessagingError(thrown: unknown): MessagingError {
  if (thrown instanceof MessagingError) return thrown;
  return MessagingError.transport('unavailable', thrown instanceof Error ? thrown.message : String(thrown), thrown);
}

/** A part that is fetched by need could not be had. */
export const fetchFailed = (cause: unknown): never => {
  throw toMessagingError(cause);
};

/** Whether the same call may succeed later, without anybody doing anything. */
export function isTransient(error: unknown): error is MessagingError {
  return error instanceof MessagingError && error.retry === 'later';
}

/** Whether the call may have been carried out although it failed: the answer was lost, or the server broke on the way. */
export function isOutcomeUnknown(error: unknown): boolean {
  return (
    !(error instanceof MessagingError) ||
    error.origin === 'transport' ||
    error.code === 'internal' ||
    error.code === 'timeout'
  );
}

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof MessagingError && error.code === code;
}
