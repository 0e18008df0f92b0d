import type { SeenFrom } from '@natter/protocol';
import { type Finding, ok, problem, warning } from './finding.ts';

/** What the server said of a call that came by the public address. */
export interface WayIn {
  /** The address that was asked. */
  readonly url: URL;
  readonly seen: SeenFrom;
  /** What the caller wrote into X-Forwarded-For, as somebody would who pretends to be another. */
  readonly forged: string;
}

/**
 * Whether the server knows its clients apart behind the proxies that are in front of it, and what to set. Pure. Every proxy adds whom it was
 * called by, so the entries behind the forged one are as many as there are hops; where a proxy throws away what its caller wrote, it
 * is all of them.
 */
export function checkWayIn({ url, seen, forged }: WayIn): readonly Finding[] {
  const at = seen.forwardedFor.lastIndexOf(forged);
  const added = seen.forwardedFor.slice(at + 1);
  return [judgeHops(added, { url, seen }), judgeHost(url, seen), ...judgeProtocol(url, seen)];
}

function judgeHops(added: readonly string[], { url, seen }: Omit<WayIn, 'forged'>): Finding {
  const { trustedHops, address, peer } = seen;
  const hops = added.length;
  const right = `NATTER_TRUSTED_HOPS=${hops}`;
  const way = hops === 0 ? `directly from ${peer}` : `through ${counted(hops)} (${[...added, peer].join(' → ')})`;
  if (hops === 0 && url.protocol === 'https:') {
    return problem(
      'trusted-hops',
      `TLS ends before this server, at a proxy that adds nothing to X-Forwarded-For: all clients come from ${peer}`,
      'Have the proxy add it (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for), then ask again',
    );
  }
  if (trustedHops === null) {
    return warning(
      'trusted-hops',
      `Calls come ${way}; NATTER_TRUSTED_HOPS is not set, so nobody is bound by their address`,
      `Set ${right}`,
    );
  }
  if (trustedHops < hops) {
    return problem(
      'trusted-hops',
      `Calls come ${way}, but NATTER_TRUSTED_HOPS is ${trustedHops}: the server takes a proxy (${address}) for the client, and all share its bounds`,
      `Set ${right}`,
    );
  }
  if (trustedHops > hops) {
    return problem(
      'trusted-hops',
      `Calls come ${way}, but NATTER_TRUSTED_HOPS is ${trustedHops}: a client can write itself another address (${address} was taken for this one)`,
      `Set ${right}`,
    );
  }
  return ok('trusted-hops', `Calls come ${way}, as NATTER_TRUSTED_HOPS says; the client is ${address}`);
}

function judgeHost(url: URL, { host }: SeenFrom): Finding {
  if (host === url.host) return ok('host-header', `The Host that people name arrives: ${host}`);
  return problem(
    'host-header',
    `People name ${url.host}, and ${host ?? 'nothing'} arrives: pages of this server itself would be refused as another origin`,
    'Have the proxy pass it on (nginx: proxy_set_header Host $host)',
  );
}

function judgeProtocol(url: URL, { protocol }: SeenFrom): Finding[] {
  const asked = url.protocol.slice(0, -1);
  if (protocol === null || protocol === asked) return [];
  const detail = `People come by ${asked}, and the proxy says ${protocol} (X-Forwarded-Proto)`;
  return [warning('forwarded-proto', detail, 'Set it where TLS ends, and pass it on unchanged behind that')];
}

const counted = (hops: number) => (hops === 1 ? 'one proxy' : `${hops} proxies`);
