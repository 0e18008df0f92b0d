import type { Misbehaviour } from '@natter/testkit';
import { pause } from '../../wait.ts';
import type { Fault, FaultContext } from '../victims.ts';
import { pickLinks } from './wire-faults.ts';

/**
 * A gateway between clients and balancer that was set up wrong: for a while new connections come to it, and some or all of those that
 * stood end as they do when a gateway is loaded anew. Afterwards it passes everything on, so who is connected there may stay.
 */
function misbehave(kind: string, weight: number, lastsMs: readonly [number, number], how: Misbehaviour): Fault {
  return {
    kind,
    weight,
    run: async ({ victims: { network, gateway, devices }, chance, signal }: FaultContext) => {
      const before = gateway.harmed;
      const ms = chance.whole(...lastsMs);
      gateway.behave(how);
      network.redirect(gateway.port);
      network.cut('end', pickLinks(chance));
      await pause(ms, signal);
      const live = devices.filter((device) => device.isLive).length;
      network.redirect(null);
      gateway.behave(null);
      const harmed = gateway.harmed - before;
      return harmed === 0 ? null : `${harmed} requests in ${ms} ms; ${live} of ${devices.length} devices live then`;
    },
  };
}

export const GATEWAY_FAULTS: readonly Fault[] = [
  misbehave('gateway answers with pages (502, 503, 504)', 2, [1_000, 4_000], {
    kind: 'page',
    statuses: [502, 503, 504],
  }),
  // A page to log in at, a bouncer's, a limit's: none of them is an answer to what was asked.
  misbehave('gateway answers with pages (200, 403, 404, 429)', 1, [1_000, 3_000], {
    kind: 'page',
    statuses: [200, 403, 404, 429],
  }),
  // Nobody's message is too large for that, so nothing may be given up.
  misbehave('gateway refuses small bodies (413)', 1, [1_000, 3_000], {
    kind: 'page',
    statuses: [413],
    only: 'small bodies',
  }),
  misbehave('gateway knows no WebSocket', 2, [2_000, 6_000], { kind: 'no-upgrade' }),
  misbehave('gateway cuts answers short', 1, [1_000, 4_000], { kind: 'half-bodies', share: 0.5 }),
  misbehave('gateway holds answers back', 1, [1_000, 4_000], { kind: 'buffer', atLeastMs: 100, atMostMs: 1_500 }),
];
