import * as z from 'zod/mini';
import { _isoDateTime, $ZodISODateTime } from 'zod/v4/core';

/** The host's own id of a person: 1–128 of `A–Z a–z 0–9 _ . : @ | + -`. */
export const UserId = z.string().check(z.regex(/^[A-Za-z0-9_.:@|+-]{1,128}$/, 'not a user id'));
export type UserId = z.infer<typeof UserId>;

/** Any UUID, lower or upper case; answers are lower case. The database compares values, not spellings. */
const Uuid = z
  .string()
  .check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'not a UUID'), z.toLowerCase());

/** UUIDv7 made by the server (RFC 9562, section 5.7); opaque to everybody else. */
export const ConversationId = Uuid;
export type ConversationId = z.infer<typeof ConversationId>;

/** UUIDv7 made by the server; opaque to everybody else. */
export const MessageId = Uuid;
export type MessageId = z.infer<typeof MessageId>;

/** UUID made by the sending device: the key under which a creating call may be repeated (spec ONCE-1). */
export const ClientId = Uuid;
export type ClientId = z.infer<typeof ClientId>;

/** A message's place in its conversation: 1, 2, 3 … 0 stands for "before the first". */
export const Seq = z.int().check(z.gte(0));
/** Counts what all members of a conversation see alike: messages, edits, deletions, membership, settings. */
export const ChangeSeq = z.int().check(z.gte(0));

/** ISO 8601 in UTC with milliseconds. What `z.iso.datetime()` makes, without the dates, times and durations that come with `z.iso`. */
export const Instant = _isoDateTime($ZodISODateTime);

/** Opaque; answered by a list and given back to continue it. */
export const Cursor = z.string();
