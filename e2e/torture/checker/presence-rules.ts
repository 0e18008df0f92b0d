import type { RuleResult } from './evidence.ts';
import type { Indexed } from './index-evidence.ts';

/** Who is away is shown as away in time on every device that hears events, who is here as here, and of whom one shares nothing with, nothing. */
export function findWrongPresence({ showings }: Pick<Indexed, 'showings'>): RuleResult {
  const findings = showings
    .filter(({ ms, boundMs }) => ms === null || ms > boundMs)
    .map(({ device, of, truth, shown, ms, boundMs }) =>
      ms === null
        ? `${device} shows ${of} as ${shown}, not ${truth}`
        : `${device} showed ${of} as ${truth} after ${ms} ms, not ${boundMs}`,
    );
  return { checked: showings.length, findings };
}
