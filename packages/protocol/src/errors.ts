import * as z from 'zod/mini';

/** When a caller may try the same thing again. */
export type RetryRule = 'never' | 'later' | 'after-auth';

/** Every code there is. Codes are frozen: clients and dashboards depend on them. Apart from `ERRORS`, so that a client carries no sentences. */
export const ERROR_RETRY = {
  invalid: 'never',
  unauthenticated: 'after-auth',
  forbidden: 'never',
  tier_required: 'never',
  not_allowed: 'never',
  not_found: 'never',
  timeout: 'later',
  conflict: 'never',
  edit_window_over: 'never',
  delete_window_over: 'never',
  too_large: 'never',
  rate_limited: 'later',
  internal: 'later',
  overloaded: 'later',
  unavailable: 'later',
} as const satisfies Record<string, RetryRule>;

export type ErrorCode = keyof typeof ERROR_RETRY;
export const ErrorCode = z.enum(Object.keys(ERROR_RETRY) as [ErrorCode, ...ErrorCode[]]);

interface ErrorRule<C extends ErrorCode> {
  readonly http: number;
  readonly retry: (typeof ERROR_RETRY)[C];
  /** A sentence for a person, used where no better one is known. */
  readonly detail: string;
}

/** The one table of error codes. */
export const ERRORS = {
  invalid: { http: 400, retry: 'never', detail: 'The request is not valid.' },
  unauthenticated: { http: 401, retry: 'after-auth', detail: 'Sign in again to continue.' },
  forbidden: { http: 403, retry: 'never', detail: 'You may not do this.' },
  tier_required: { http: 403, retry: 'never', detail: 'Your membership does not include this.' },
  not_allowed: { http: 403, retry: 'never', detail: 'This person cannot be messaged.' },
  not_found: { http: 404, retry: 'never', detail: 'There is nothing here.' },
  timeout: { http: 408, retry: 'later', detail: 'This took too long. Please try again.' },
  conflict: { http: 409, retry: 'never', detail: 'This was changed in the meantime.' },
  edit_window_over: { http: 409, retry: 'never', detail: 'This message can no longer be edited.' },
  delete_window_over: { http: 409, retry: 'never', detail: 'This message can no longer be deleted for everyone.' },
  too_large: { http: 413, retry: 'never', detail: 'This is too large.' },
  rate_limited: { http: 429, retry: 'later', detail: 'Too many requests. Please wait a moment.' },
  internal: { http: 500, retry: 'later', detail: 'Something went wrong on our side.' },
  overloaded: { http: 503, retry: 'later', detail: 'The server is busy. Please try again shortly.' },
  unavailable: { http: 503, retry: 'later', detail: 'Messaging is not available right now.' },
} as const satisfies { [C in ErrorCode]: ErrorRule<C> };

/** One fault of one field: `path` in dots (`message.content`), `message` a short sentence. */
export const FieldFault = z.object({ path: z.string(), message: z.string() });
export type FieldFault = z.infer<typeof FieldFault>;

/** What an error says on the socket, and the core of what it says over HTTP. `retryAfter` in seconds. */
export const ErrorBody = z.object({
  code: ErrorCode,
  detail: z.string(),
  fields: z.optional(z.array(FieldFault)),
  retryAfter: z.optional(z.number()),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
