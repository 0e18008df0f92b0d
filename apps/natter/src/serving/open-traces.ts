import { randomBytes } from 'node:crypto';
import { type Log, type OpenedTracing, openTracing, systemClock } from '@natter/server';
import type { Settings } from '../settings/read-settings.ts';
import { readVersion } from '../version.ts';

/** Where a collector is named, traces go there from now on; elsewhere nothing of it is even loaded. */
export async function openTraces({ config, hashKey }: Settings, log: Log): Promise<OpenedTracing | null> {
  const { endpoint, share } = config.traces;
  if (endpoint === null) return null;
  return await openTracing({
    endpoint,
    share,
    key: config.logKey ?? hashKey ?? randomBytes(32).toString('hex'),
    service: { name: 'natter', version: readVersion(), nodeId: config.nodeId },
    log,
    clock: systemClock,
  });
}
