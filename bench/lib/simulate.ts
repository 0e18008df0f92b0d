import type { Capacities, Costs, Habits } from './simulation-inputs.ts';

/** Shares of a day's messages by hour: a quiet night, a rise at noon and an evening that is the busiest. They sum to 1. */
const DAY = [
  0.018, 0.01, 0.006, 0.004, 0.004, 0.007, 0.016, 0.03, 0.04, 0.043, 0.045, 0.05, 0.058, 0.055, 0.05, 0.049, 0.052,
  0.058, 0.066, 0.076, 0.085, 0.081, 0.06, 0.037,
];
const SECONDS_PER_HOUR = 3_600;
const MICROS = 1_000_000;
const KEPT_FOR_EVER_DAYS = 3 * 365;

export interface Hour {
  readonly hour: number;
  readonly connected: number;
  readonly sends: number;
  readonly deliveries: number;
  readonly syncs: number;
  readonly serverCores: number;
  readonly databaseCores: number;
  readonly walBytes: number;
}

export interface Limit {
  readonly name: string;
  readonly used: number;
  readonly of: number;
  readonly unit: string;
  /** From how many people on, habits being the same, one is not enough. */
  readonly people: number;
  /** What is added then. */
  readonly next: string;
}

/** A mean day of these people, hour by hour (a second's means), and which limits they meet. Pure arithmetic. */
export function simulate(habits: Habits, costs: Costs, one: Capacities) {
  const active = habits.people * habits.activeShare;
  const messages = active * habits.messages;
  const hours = DAY.map((share, hour) => hourOf(share, { hour, active, messages, habits, costs }));
  const peak = hours.reduce((most, hour) => (hour.sends > most.sends ? hour : most));
  const bytes = messages * costs.bytesPerMessage;
  const storedBytes = bytes * (habits.keptDays || KEPT_FOR_EVER_DAYS);
  return { hours, totals: { messages, bytes, storedBytes }, limits: limitsAt(peak, { storedBytes, habits, one }) };
}

function hourOf(
  share: number,
  day: { hour: number; active: number; messages: number; habits: Habits; costs: Costs },
): Hour {
  const { active, messages, habits, costs } = day;
  const busiest = Math.max(...DAY);
  const connected = active * habits.connectedShare * habits.devices * (share / busiest);
  const sends = (messages * share) / SECONDS_PER_HOUR;
  const others = habits.groups * habits.groupMembers + (1 - habits.groups);
  // Told is who is connected; and a sender's other devices.
  const deliveries =
    sends * (others * habits.connectedShare * (share / busiest) * habits.devices + (habits.devices - 1));
  const syncs = (active * habits.opens * share) / SECONDS_PER_HOUR;
  // Two marks for each who gets it, told in batches.
  const marks = deliveries * 2;
  const cores = (kind: 'server' | 'database') =>
    (sends * costs[`${kind}MicrosPerSend`] +
      marks * costs[`${kind}MicrosPerMark`] +
      syncs * (costs[`${kind}MicrosPerSync`] + costs[`${kind}MicrosPerConnect`]) +
      (kind === 'server' ? deliveries * costs.serverMicrosPerDelivery : 0)) /
    MICROS;
  return {
    hour: day.hour,
    connected,
    sends,
    deliveries,
    syncs,
    serverCores: cores('server'),
    databaseCores: cores('database'),
    walBytes: sends * costs.walBytesPerSend,
  };
}

function limitsAt(
  peak: Hour,
  { storedBytes, habits, one }: { storedBytes: number; habits: Habits; one: Capacities },
): Limit[] {
  const limit = (name: string, used: number, of: number, rest: { unit: string; next: string }): Limit => ({
    name,
    used,
    of,
    ...rest,
    people: used === 0 ? Number.POSITIVE_INFINITY : (habits.people * of) / used,
  });
  const { burst } = habits;
  return [
    limit('one server process', peak.serverCores * burst, one.processShare, {
      unit: 'cores',
      next: 'more processes and nodes (operations/nodes.md)',
    }),
    limit('connections of one process', peak.connected, one.connectionsPerProcess, {
      unit: '',
      next: 'more processes with the role realtime',
    }),
    limit('the database that writes', peak.databaseCores * burst, one.databaseCores * one.databaseShare, {
      unit: 'cores',
      next: 'a replica for reads, then shards by conversation',
    }),
    limit('its log', (peak.walBytes * burst) / 1e6, one.walBytesPerSecond / 1e6, {
      unit: 'MB/s',
      next: 'faster disks, then shards by conversation',
    }),
    limit('its disk', storedBytes / 1e9, one.diskBytes / 1e9, {
      unit: 'GB',
      next: 'shorter retention, partitions, then shards by conversation',
    }),
  ].sort((a, b) => a.people - b.people);
}
