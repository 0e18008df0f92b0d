import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { SeenFrom } from '@natter/protocol';

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
  const told = trustedHops > 0 ? chainOf(headers).at(-trustedHops) : undefined;
  return toNetwork(told !== undefined && isIP(told) !== 0 ? told : peer);
}

/** How a call came in, as its caller may be told who holds the host's key. `trustedHops`: null where an address decides nothing. */
export function describeOrigin(from: Origination, trustedHops: number | null): SeenFrom {
  const protocol = from.headers['x-forwarded-proto'];
  return {
    peer: from.socket.remoteAddress ?? '',
    forwardedFor: chainOf(from.headers).filter((part) => part !== ''),
    protocol: (Array.isArray(protocol) ? protocol[0] : protocol) ?? null,
    host: from.headers.host ?? null,
    trustedHops,
    address: trustedHops === null ? null : clientAddress(from, trustedHops),
  };
}

function chainOf(headers: IncomingHttpHeaders): string[] {
  const forwarded = headers['x-forwarded-for'];
  return (Array.isArray(forwarded) ? forwarded.join() : (forwarded ?? '')).split(',').map((part) => part.trim());
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
