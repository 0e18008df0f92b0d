import type { AlertCode, StatusNode, StoreStatus } from '@natter/protocol';
import { untilLabel, type Viewer } from '../base/times.ts';
import type { StaffTranslate } from './use-staff-texts.ts';

/** One line of the status: what, and how much. `isWrong`: it should be something else. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly isWrong?: boolean;
}

/** How numbers are written for whoever looks. */
export interface Figures {
  readonly number: (value: number) => string;
  readonly bytes: (value: number) => string;
  readonly ms: (value: number) => string;
  readonly when: (instant: string | null) => string;
  readonly days: (value: number) => string;
}

const CALM = 'store.server.pressure.0';
/** By the level that the server tells. */
const PRESSURE = [CALM, 'store.server.pressure.1', 'store.server.pressure.2', 'store.server.pressure.3'] as const;

/** A node this far behind is felt: people there hear late. A sign that was lost costs two seconds. */
const LAG_FELT_MS = 3_000;

const STEPS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function figuresOf(viewer: Viewer, t: StaffTranslate): Figures {
  const { locale } = viewer;
  const number = new Intl.NumberFormat(locale);
  const unit = (value: number, name: string, maximumFractionDigits: number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits }).format(
      value,
    );
  return {
    number: (value) => number.format(value),
    bytes: (value) => {
      const step = Math.min(STEPS.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
      const scaled = value / 1000 ** step;
      return unit(scaled, STEPS[step] ?? 'byte', scaled < 10 && step > 0 ? 1 : 0);
    },
    ms: (value) => (value < 1000 ? unit(value, 'millisecond', value < 10 ? 1 : 0) : unit(value / 1000, 'second', 1)),
    when: (instant) => (instant === null ? t('store.never') : untilLabel(instant, viewer)),
    days: (value) => (value === 0 ? t('store.retention.forEver') : unit(value, 'day', 0)),
  };
}

export function peopleFigures({ people, server }: StoreStatus, f: Figures, t: StaffTranslate): Figure[] {
  return [
    { label: t('store.people.members'), value: f.number(people.members) },
    { label: t('store.people.total'), value: f.number(people.total) },
    ...(server === null ? [] : [{ label: t('store.people.online'), value: f.number(server.peopleOnline) }]),
    { label: t('store.people.seenDay'), value: f.number(people.seenDay) },
    { label: t('store.people.seenWeek'), value: f.number(people.seenWeek) },
    ...people.tiers.map(({ tier, isKnown, people: count }) => ({
      label: isKnown ? tier : t('store.people.unknownTier', { tier }),
      value: f.number(count),
      isWrong: !isKnown,
    })),
  ];
}

export function messageFigures({ messages, conversations }: StoreStatus, f: Figures, t: StaffTranslate): Figure[] {
  return [
    { label: t('store.messages.kept'), value: f.number(messages.kept) },
    { label: t('store.messages.sentDay'), value: f.number(messages.sentDay) },
    { label: t('store.messages.sentWeek'), value: f.number(messages.sentWeek) },
    { label: t('store.messages.senders'), value: f.number(messages.sendersDay) },
    { label: t('store.messages.conversations'), value: f.number(conversations.total) },
    { label: t('store.messages.startedWeek'), value: f.number(conversations.startedWeek) },
  ];
}

/** Whether the alerts say so: what is red in the numbers is what they complain of. */
const isAlert = ({ alerts }: StoreStatus, code: AlertCode) => alerts.some((each) => each.code === code);

export function retentionFigures(status: StoreStatus, f: Figures, t: StaffTranslate): Figure[] {
  const { retention } = status;
  const overdue = retention.overdueHiding + retention.overduePurge;
  return [
    ...Object.entries(retention.days).map(([tier, days]) => ({
      label: t('store.retention.tierDays', { tier }),
      value: f.days(days),
    })),
    { label: t('store.retention.expired'), value: f.number(retention.expired) },
    { label: t('store.retention.overdue'), value: f.number(overdue), isWrong: overdue > 0 },
    { label: t('store.retention.holds'), value: f.number(retention.holds) },
    ...retention.jobs.map(({ name, outcome, lastRunAt, reason }) => ({
      label: t('store.retention.job', { name }),
      value: t(`store.job.${outcome}`, { when: f.when(lastRunAt), reason: reason ?? '' }),
      isWrong:
        outcome === 'refused' || outcome === 'failed' || (outcome === 'never' && isAlert(status, 'retention_not_run')),
    })),
  ];
}

export function moderationFigures({ moderation }: StoreStatus, f: Figures, t: StaffTranslate): Figure[] {
  const { reportsOpen, oldestReportAt, suspended } = moderation;
  return [
    { label: t('store.moderation.open'), value: f.number(reportsOpen) },
    ...(oldestReportAt === null ? [] : [{ label: t('store.moderation.oldest'), value: f.when(oldestReportAt) }]),
    { label: t('store.moderation.suspended'), value: f.number(suspended) },
  ];
}

export function serverFigures({ server }: Pick<StoreStatus, 'server'>, f: Figures, t: StaffTranslate): Figure[] {
  if (server === null) return [];
  const { sends, delivery, errors } = server;
  const { accepted, refused, failed, overloaded } = sends;
  return [
    { label: t('store.server.version'), value: server.version },
    { label: t('store.server.since'), value: f.when(server.startedAt) },
    {
      label: t('store.server.sends'),
      value: t('store.server.accepted', {
        accepted: f.number(accepted),
        refused: f.number(refused),
        failed: f.number(failed + overloaded),
      }),
      isWrong: failed + overloaded > 0,
    },
    {
      label: t('store.server.delivery'),
      value:
        delivery === null
          ? t('store.none')
          : t('store.server.percentiles', { median: f.ms(delivery.medianMs), p99: f.ms(delivery.p99Ms) }),
    },
    {
      label: t('store.server.errors'),
      value:
        errors.length === 0
          ? t('store.none')
          : errors.map(({ code, count }) => `${code} ${f.number(count)}`).join(', '),
    },
    { label: t('store.server.memory'), value: f.bytes(server.memoryBytes) },
    { label: t('store.server.pressure'), value: t(PRESSURE[server.pressure] ?? CALM), isWrong: server.pressure > 1 },
  ];
}

const ROLES = { api: 'store.node.api', realtime: 'store.node.realtime', worker: 'store.node.worker' } as const;

/** Of one of the processes that serve, as of `at`. */
export function nodeFigures(node: StatusNode, at: string, f: Figures, t: StaffTranslate): Figure[] {
  const { roles, people, startedAt, heardAt, leaseUntil, isGone, lagMs } = node;
  const since = (instant: string) => Math.max(0, Date.parse(at) - Date.parse(instant));
  return [
    { label: t('store.node.roles'), value: roles.map((role) => t(ROLES[role])).join(', ') },
    { label: t('store.people.online'), value: f.number(people) },
    { label: t('store.server.since'), value: f.when(startedAt) },
    { label: t('store.node.heard'), value: t('store.node.ago', { time: f.ms(since(heardAt)) }), isWrong: isGone },
    {
      label: t('store.node.lease'),
      value: isGone
        ? t('store.node.ended', { time: f.ms(since(leaseUntil)) })
        : t('store.node.left', { time: f.ms(Math.max(0, Date.parse(leaseUntil) - Date.parse(at))) }),
      isWrong: isGone,
    },
    {
      label: t('store.node.lag'),
      value: lagMs === 0 ? t('store.none') : f.ms(lagMs),
      isWrong: lagMs > LAG_FELT_MS,
    },
  ];
}

export function databaseFigures({ database }: StoreStatus, f: Figures, t: StaffTranslate): Figure[] {
  const { sizeBytes, limitBytes, connections } = database;
  const size = f.bytes(sizeBytes);
  return [
    { label: t('store.database.version'), value: database.version },
    {
      label: t('store.database.size'),
      value: limitBytes === null ? size : t('store.database.sizeOf', { size, limit: f.bytes(limitBytes) }),
    },
    { label: t('store.database.answered'), value: f.ms(database.answeredInMs) },
    {
      label: t('store.database.connections'),
      value: t('store.database.ofMax', { used: f.number(connections.used), max: f.number(connections.max) }),
    },
  ];
}

export function backupFigures(status: StoreStatus, f: Figures, t: StaffTranslate): Figure[] {
  const { lastAt, lastBytes, archiving } = status.backups;
  return [
    { label: t('store.backups.last'), value: f.when(lastAt), isWrong: isAlert(status, 'backup_old') },
    ...(lastBytes === null ? [] : [{ label: t('store.backups.size'), value: f.bytes(lastBytes) }]),
    {
      label: t('store.backups.archived'),
      value: archiving === null ? t('store.backups.noArchive') : f.when(archiving.lastArchivedAt),
    },
    ...(archiving?.lastFailedAt == null
      ? []
      : [{ label: t('store.backups.archiveFailed'), value: f.when(archiving.lastFailedAt), isWrong: true }]),
  ];
}
