/**
 * The version of the wire. It moves with every change of what a schema accepts or answers; `version.test.ts` holds the hash
 * of all schemas, so that nobody changes them unawares. Servers are deployed before clients.
 *
 *  1  direct conversations, text, receipts, typing, presence, sync
 */
export const PROTOCOL_VERSION = 1;

/** The oldest client that this server still serves. */
export const OLDEST_PROTOCOL_VERSION = 1;
