import type { StoreStatus } from '@natter/protocol';
import { formatBytes, formatCount } from '../backup/tell-progress.ts';

const SIGNS = { notice: '·', warning: '!', critical: '✗' } as const;
/** So many of the biggest tables get a line. */
const TABLES_SHOWN = 6;

/** By pressure. */
const PRESSURES = [
  'calm',
  'busy: typing and presence are left out',
  'overloaded: reads are left out',
  'full: sends are left out',
] as const;

/** A status as lines for a person. */
export function describeStatus(status: StoreStatus): readonly string[] {
  const { tenant, edition, at, alerts } = status;
  return [
    `${tenant.name} (${edition} "${tenant.id}") at ${at}`,
    '',
    ...(alerts.length === 0
      ? ['✓ Nothing needs looking at']
      : alerts.map(({ severity, sentence }) => `${SIGNS[severity]} ${sentence}`)),
    '',
    ...describePeople(status),
    ...describeRetention(status),
    ...describeDatabase(status),
    ...describeServer(status.server),
    ...describeNodes(status),
  ];
}

const row = (name: string, text: string) => `${name.padEnd(15)}${text}`;

function describePeople({ people, conversations, messages, moderation }: StoreStatus): readonly string[] {
  const tiers = people.tiers.map(
    ({ tier, people: count, isKnown }) => `${formatCount(count)} ${tier}${isKnown ? '' : ' (unknown)'}`,
  );
  return [
    row(
      'people',
      `${formatCount(people.members)} members of ${formatCount(people.total)}; here in a day ${formatCount(people.seenDay)}, in a week ${formatCount(people.seenWeek)}`,
    ),
    row('tiers', tiers.length === 0 ? 'nobody' : tiers.join(', ')),
    row(
      'conversations',
      `${formatCount(conversations.total)}; started in a day ${conversations.startedDay}, in a week ${conversations.startedWeek}; active ${conversations.activeDay} and ${conversations.activeWeek}`,
    ),
    row(
      'messages',
      `${formatCount(messages.kept)} kept; sent in a day ${formatCount(messages.sentDay)}, in a week ${formatCount(messages.sentWeek)}`,
    ),
    row('moderation', `${moderation.reportsOpen} reports open, ${moderation.suspended} people suspended`),
  ];
}

function describeRetention({ retention, backups }: StoreStatus): readonly string[] {
  const { days, jobs, expired, holds } = retention;
  const kept = Object.entries(days).map(([tier, count]) => `${tier} ${count === 0 ? 'for ever' : `${count} days`}`);
  const runs = jobs.map(
    ({ name, outcome, lastRunAt }) => `${name} ${outcome}${lastRunAt === null ? '' : ` ${lastRunAt}`}`,
  );
  return [
    row('retention', `${kept.join(', ')}; ${formatCount(expired)} wait for their purge, ${holds} holds`),
    row('jobs', runs.join(', ')),
    row(
      'backups',
      backups.lastAt === null
        ? 'none made with natter backup'
        : `last ${backups.lastAt}, ${formatBytes(backups.lastBytes ?? 0)}`,
    ),
  ];
}

function describeDatabase({ database }: StoreStatus): readonly string[] {
  const { version, step, sizeBytes, limitBytes, connections, answeredInMs, tables } = database;
  const biggest = tables.map((table) => ({
    ...table,
    all: table.tableBytes + table.indexes.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
  return [
    row(
      'database',
      `PostgreSQL ${version}, step ${step}, ${formatBytes(sizeBytes)}${limitBytes === null ? '' : ` of ${formatBytes(limitBytes)}`}, ` +
        `${connections.used} of ${connections.max} connections, answered in ${answeredInMs} ms`,
    ),
    ...biggest
      .slice(0, TABLES_SHOWN)
      .map(({ name, rows, tableBytes, all }) =>
        row(
          '',
          `${name.padEnd(26)}${formatCount(rows).padStart(12)} rows ${formatBytes(tableBytes).padStart(10)} + ${formatBytes(all - tableBytes)} of indexes`,
        ),
      ),
  ];
}

function describeServer(server: StoreStatus['server']): readonly string[] {
  if (server === null) return [row('server', 'not asked')];
  const { version, startedAt, peopleOnline, maxPeopleOnline, sockets, sends, delivery, errors, memoryBytes } = server;
  const bound = maxPeopleOnline === 0 ? '' : ` of ${maxPeopleOnline}`;
  const times =
    delivery === null ? 'nothing sent' : `half within ${delivery.medianMs} ms, 95 % within ${delivery.p95Ms} ms`;
  return [
    row(
      'server',
      `${version} since ${startedAt}, ${peopleOnline}${bound} people on ${sockets} connections, ${formatBytes(memoryBytes)} of memory`,
    ),
    row('pressure', PRESSURES[server.pressure] ?? PRESSURES[0]),
    row(
      'last hour',
      `${formatCount(sends.accepted)} sends accepted, ${sends.refused} refused, ${sends.failed + sends.overloaded} failed; ${times}`,
    ),
    row('errors', errors.length === 0 ? 'none' : errors.map(({ code, count }) => `${count} ${code}`).join(', ')),
  ];
}

/** The part of a node's id that is shown: enough to find it in logs and metrics. */
const ID_SHOWN = 8;

function describeNodes({ nodes, at }: StoreStatus): readonly string[] {
  if (nodes.length === 0) return [row('nodes', 'none serves this database')];
  const ago = (instant: string) => `${Math.max(0, Math.round((Date.parse(at) - Date.parse(instant)) / 1000))} s ago`;
  return nodes.map(({ id, roles, startedAt, heardAt, leaseUntil, isGone, isAnswering, people, lagMs }, index) => {
    const heard = isGone ? `GONE: its lease ended ${ago(leaseUntil)}` : `heard ${ago(heardAt)}`;
    const lag = lagMs === 0 ? 'in step' : `${lagMs} ms behind`;
    const parts = [`${people} people`, `since ${startedAt}`, heard, lag, ...(isAnswering ? ['answers this'] : [])];
    return row(index === 0 ? 'nodes' : '', `${id.slice(0, ID_SHOWN)} ${roles.join('+')}: ${parts.join(', ')}`);
  });
}
