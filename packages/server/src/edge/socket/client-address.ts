import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** What of a request tells where it comes from. */
export interface Origination {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * From where a client calls, as far as the proxies in front can be believed: of the chain `X-Forwarded-For` and the peer, what stands
 * before the last `trustedHops`. Anything further left was written by the client itself. IPv6 by its /64, which is one
 * customer's line; IPv4 as it is, also where it is written as IPv6. A chain that is shorter than it should be, or no
 * address: the peer.
 */
export function clientAddress({ headers, socket }: Origination, trustedHops: number): string {
  const peer = socket.remoteAddress ?? '';
  const forwarded = headers['x-forwarded-for'];
  const chain = (Array.isArray(forwarded) ? forwarded.join() : (forwarded ?? '')).split(',').map((part) => part.trim());
  const told = trustedHops > 0 ? chain.at(-trustedHops) : undefined;
  return toNetwork(told !== undefined && isIP(told) !== 0 ? told : peer);
}

function toNetwork(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (isIP(address) !== 6) return address;
  // The zone of a link-local address says which of our own interfaces it came by.
  const [written = ''] = address.split('%');
  const [before = '', after] = written.toLowerCase().split('::');
  const head = before.split(':').filter((group) => group !== '');
  const tail = (after ?? '').split(':').filter((group) => group !== '');
  const groups =
    after === undefined
      ? head
      : [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
