import type { HistoryEvent } from './history/history-event.ts';

const isAcknowledgement = (event: HistoryEvent) => event.op === 'send' && event.phase === 'ok';
const isAllLive = (event: HistoryEvent) => event.op === 'fault' && event.kind === 'all devices are live';

/** From something that came back to what was waited for, in milliseconds; other faults go on meanwhile. */
export interface RecoveryTimes {
  readonly databaseToSend: readonly number[];
  readonly serverToSend: readonly number[];
  readonly serverToLive: readonly number[];
}

/** Reads the times of recovery out of the histories, in the order of what happened. */
export function readTimes(all: Iterable<HistoryEvent>): RecoveryTimes {
  const events: HistoryEvent[] = [];
  for (const event of all) if (event.op === 'fault' || isAcknowledgement(event)) events.push(event);
  return {
    databaseToSend: between(events, 'database is back', isAcknowledgement),
    serverToSend: between(events, 'server is back', isAcknowledgement),
    serverToLive: between(events, 'server is back', isAllLive),
  };
}

/** From each event of a kind to the next that is wanted; where another of the kind came first it is not counted. */
function between(events: readonly HistoryEvent[], kind: string, wanted: (event: HistoryEvent) => boolean): number[] {
  const times: number[] = [];
  let since: number | null = null;
  for (const event of events) {
    if (event.op === 'fault' && event.kind === kind) since = event.at;
    else if (since !== null && wanted(event)) {
      times.push(event.at - since);
      since = null;
    }
  }
  return times;
}

/** `median 120 ms, longest 800 ms, of 7`. */
export function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return sorted.length === 0 ? 'never' : `median ${at(0.5)} ms, longest ${at(1)} ms, of ${sorted.length}`;
}
