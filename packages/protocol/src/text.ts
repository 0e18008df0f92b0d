import * as z from 'zod/mini';

/** Half of a surrogate pair: cannot be stored as UTF-8, so never accepted. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A string that survives UTF-8 and PostgreSQL: no lone surrogate, no NUL. Anything longer than `max` UTF-16 units is refused unread. */
export function storableText(max: number) {
  return z.string().check(
    z.maxLength(max),
    z.refine(
      (text) => !LONE_SURROGATE.test(text) && !text.includes('\u0000'),
      'contains characters that cannot be stored',
    ),
  );
}

/** A cursor as it is given back. */
export const GivenCursor = z.string().check(z.minLength(1), z.maxLength(1024));
