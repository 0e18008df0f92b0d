import { createHash } from 'node:crypto';
import type { ClientId, ConversationId } from '@natter/protocol';

/**
 * The key under which one copy of a forward is sent: a UUIDv8 (RFC 9562, section 5.8) of the first 122 bits of
 * SHA-256(`natter forward`, the forward's `clientId`, the conversation the copy goes to), each on a line of its own. The same forward
 * makes the same keys, so that its repeat finds the copies that were sent; two conversations never share one.
 */
export function copyKey(clientId: ClientId, conversationId: ConversationId): ClientId {
  const text = ['natter forward', clientId.toLowerCase(), conversationId.toLowerCase()].join('\n');
  const hex = createHash('sha256').update(text, 'utf8').digest('hex');
  const variant = (Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8;
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant.toString(16)}${hex.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
