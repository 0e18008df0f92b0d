import type { ModerationClient } from '@natter/client/moderation';
import type { FilterWord, ModerationAction, Person, Report, StoreStatus, Suspension } from '@natter/protocol';
import { DAY, GALLERY_NOW, HOUR, ME, MINUTE, PEOPLE } from './world-data.ts';

const ago = (ms: number) => new Date(GALLERY_NOW - ms).toISOString();
const uuid = (number: number) => `0190aaaa-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

function reportOf(number: number, change: Partial<Report>): Report {
  return {
    id: uuid(number),
    messageId: uuid(1000 + number),
    conversationId: uuid(2000 + number),
    reporter: PEOPLE.amara,
    author: PEOPLE.tom,
    reason: 'spam',
    note: null,
    content: 'Earn 4,000 a week from home, ask me how: https://rich-quick.example/?ref=tom',
    sentAt: ago(number * 3 * HOUR + 9 * MINUTE),
    createdAt: ago(number * 3 * HOUR),
    status: 'open',
    resolution: null,
    resolvedBy: null,
    resolvedAt: null,
    resolutionNote: null,
    ...change,
  };
}

const resolved = (resolution: Report['resolution'], note: string | null, days: number): Partial<Report> => ({
  status: 'resolved',
  resolution,
  resolvedBy: PEOPLE.ruth,
  resolvedAt: ago(days * DAY),
  resolutionNote: note,
});

function fakeReports(): Report[] {
  return [
    reportOf(1, {}),
    reportOf(2, {
      reporter: PEOPLE.layla,
      author: PEOPLE.mikko,
      reason: 'harassment',
      note: 'This is the third time this week. I asked him to stop.',
      content:
        'You cannot just ignore me. I know where the reading group meets and I will be there on Thursday whether you like it or not.\n\nAnswer me.',
    }),
    reportOf(3, { reporter: null, author: PEOPLE.sana, reason: 'word', content: 'What a load of rubbish, honestly' }),
    reportOf(4, {
      reporter: PEOPLE.noa,
      author: PEOPLE.layla,
      reason: 'other',
      content: 'هذه رسالة طويلة قليلاً للتجربة.',
    }),
    reportOf(5, { reporter: PEOPLE.haruka, author: PEOPLE.bea, reason: 'hate', content: null }),
    reportOf(21, resolved('dismissed', null, 1)),
    reportOf(22, { reason: 'harassment', ...resolved('suspended', 'Warned in March already.', 2) }),
    reportOf(23, { reporter: null, reason: 'word', ...resolved('removed', 'Spam, the usual kind', 9) }),
  ];
}

function fakeRecord(): ModerationAction[] {
  const line = (
    number: number,
    action: ModerationAction['action'],
    person: Person | null,
    note: string | null,
  ): ModerationAction => ({
    id: uuid(number),
    at: ago(number * 7 * HOUR),
    by: number % 3 === 0 ? PEOPLE.clara : PEOPLE.ruth,
    action,
    person,
    reportId: null,
    note,
  });
  return [
    line(1, 'dismissed', PEOPLE.tom, null),
    line(2, 'suspended', PEOPLE.mikko, 'Warned in March already.'),
    line(3, 'words_changed', null, null),
    line(4, 'removed', PEOPLE.tom, 'Spam, the usual kind'),
    line(5, 'suspension_lifted', PEOPLE.sana, 'Talked to her at the counter. A misunderstanding.'),
  ];
}

/** One that answers, one of others, and one that went without a word. */
function fakeNodes(count: 1 | 3): StoreStatus['nodes'] {
  const node = (id: string, heardMs: number): StoreStatus['nodes'][number] => ({
    id,
    roles: ['api', 'realtime', 'worker'],
    startedAt: ago(12 * DAY),
    heardAt: ago(heardMs),
    leaseUntil: ago(heardMs - 10_000),
    isGone: heardMs > 10_000,
    isAnswering: false,
    people: 31,
    lagMs: 0,
  });
  const alone = { ...node('5e0f3a9c-2c1d-4f2b-8e57-aa41c0f3b6d1', 1_400), isAnswering: true };
  if (count === 1) return [alone];
  return [
    { ...alone, people: 12, roles: ['api', 'realtime'] },
    { ...node('b7d2140e-9f63-4d7a-bb0c-61e5f9a8c2d3', 2_700), people: 19, roles: ['realtime'], lagMs: 4_200 },
    { ...node('13c8aa57-0b4e-4c55-9d0f-7f2e6d9b1a04', 11_900), people: 0, roles: ['worker'], startedAt: ago(HOUR) },
  ];
}

function fakeStatus(isWell: boolean): StoreStatus {
  const table = (name: string, rows: number, bytes: number) => ({
    name,
    rows,
    tableBytes: bytes,
    indexes: [{ name: `ix_${name}`, bytes: Math.round(bytes * 0.6), scans: rows }],
  });
  return {
    at: new Date(GALLERY_NOW).toISOString(),
    tenant: { id: 'gallery', name: 'The Corner Bookshop' },
    edition: 'bookstore',
    people: {
      total: 1180,
      members: 1042,
      seenDay: 214,
      seenWeek: 588,
      tiers: [
        { tier: 'free', isKnown: true, people: 811 },
        { tier: 'privileged', isKnown: true, people: 190 },
        { tier: 'privileged_plus', isKnown: true, people: 38 },
        ...(isWell ? [] : [{ tier: 'gold', isKnown: false, people: 3 }]),
      ],
    },
    conversations: { total: 3912, startedDay: 17, startedWeek: 121, activeDay: 188, activeWeek: 640 },
    messages: { kept: 84211, sentDay: 1930, sentWeek: 12844, sendersDay: 171, sendersWeek: 430 },
    retention: {
      days: { free: 30, privileged: 180, privileged_plus: 365 },
      jobs: [
        { name: 'soft_delete', lastRunAt: ago(8 * MINUTE), outcome: 'done', reason: null },
        isWell
          ? { name: 'cleanup', lastRunAt: ago(5 * HOUR), outcome: 'done', reason: null }
          : {
              name: 'cleanup',
              lastRunAt: ago(29 * HOUR),
              outcome: 'refused',
              reason: 'the clock of the database went back by 3 hours',
            },
      ],
      expired: 412,
      overdueHiding: 0,
      overduePurge: isWell ? 0 : 120,
      holds: 1,
    },
    moderation: { reportsOpen: 5, oldestReportAt: ago(15 * HOUR), suspended: 2 },
    database: {
      version: '17.2',
      step: 9,
      sizeBytes: 182_400_000,
      limitBytes: 2_000_000_000,
      answeredInMs: 14.2,
      connections: { used: 9, max: 100 },
      oldestTransactionSeconds: 0,
      tables: [
        table('direct_messages', 84211, 61_000_000),
        table('member_state', 7824, 3_100_000),
        table('conversations', 3912, 2_400_000),
        table('users', 1180, 400_000),
      ],
    },
    backups: {
      lastAt: isWell ? ago(9 * HOUR) : ago(4 * DAY),
      lastBytes: 24_800_000,
      archiving: null,
    },
    server: {
      version: '0.1.0',
      startedAt: ago(12 * DAY),
      peopleOnline: 31,
      sockets: 38,
      maxPeopleOnline: 500,
      sends: { accepted: 214, refused: 3, failed: 0, overloaded: 0 },
      delivery: { medianMs: 4.1, p95Ms: 11, p99Ms: 26 },
      errors: [{ code: 'rate_limited', count: 3 }],
      memoryBytes: 142_000_000,
      pressure: isWell ? 0 : 2,
      otherNodes: isWell ? 0 : 2,
    },
    nodes: fakeNodes(isWell ? 1 : 3),
    alerts: isWell
      ? []
      : [
          {
            code: 'purge_refused',
            severity: 'critical',
            sentence:
              'The last purge was refused, because the clock of the database went back by 3 hours. Expired messages are hidden, but not deleted.',
          },
          { code: 'backup_old', severity: 'warning', sentence: 'The last backup is 4 days old.' },
          {
            code: 'unknown_tiers',
            severity: 'notice',
            sentence: '3 people have a tier that is not known here (gold). It counts as the shortest.',
          },
        ],
  };
}

interface FakeModerationOptions {
  /** Every change is refused. */
  readonly fails: boolean;
  /** There is nothing to see yet. */
  readonly isEmpty: boolean;
}

/** The staff's side of the gallery's world, in memory. */
export function createFakeModeration({ fails, isEmpty }: FakeModerationOptions): ModerationClient {
  let reports = isEmpty ? [] : fakeReports();
  let words: FilterWord[] = isEmpty
    ? []
    : [
        'rubbish',
        'rich quick',
        'miracle cure',
        'дурак',
        'كلمة',
        'crypto',
        'casino',
        'loan',
        'free money',
        'pills',
        'seo',
      ].map((word, index) => ({ word, action: index % 3 === 0 ? 'report' : 'refuse' }));
  let suspensions: Suspension[] = isEmpty
    ? []
    : [
        {
          person: PEOPLE.mikko,
          until: new Date(GALLERY_NOW + 5 * DAY).toISOString(),
          reason: 'Warned in March already.',
          by: PEOPLE.ruth,
          at: ago(2 * DAY),
        },
        {
          person: PEOPLE.tom,
          until: new Date(GALLERY_NOW + 27 * DAY).toISOString(),
          reason: null,
          by: PEOPLE.clara,
          at: ago(3 * DAY),
        },
      ];
  const refuse = () => {
    if (fails) throw Object.assign(new Error('unavailable'), { code: 'unavailable' });
  };
  return {
    listReports: async ({ status = 'open' } = {}) => ({
      items: reports.filter((each) => each.status === status),
      nextCursor: null,
    }),
    resolveReport: async (id, { action, note = null }) => {
      refuse();
      const resolution = ({ dismiss: 'dismissed', remove: 'removed', suspend: 'suspended' } as const)[action];
      const change: Partial<Report> = {
        status: 'resolved',
        resolution,
        resolvedBy: ME,
        resolvedAt: ago(0),
        resolutionNote: note,
      };
      reports = reports.map((each) => (each.id === id ? { ...each, ...change } : each));
      const done = reports.find((each) => each.id === id);
      if (done === undefined) throw Object.assign(new Error('not found'), { code: 'not_found' });
      return done;
    },
    listSuspensions: async () => ({ items: suspensions }),
    liftSuspension: async (userId) => {
      refuse();
      suspensions = suspensions.filter((each) => each.person.userId !== userId);
    },
    listModerationActions: async () => ({ items: isEmpty ? [] : fakeRecord(), nextCursor: null }),
    getWords: async () => ({ words }),
    putWords: async (next) => {
      refuse();
      words = next.words;
      return { words };
    },
    getStoreStatus: async () => fakeStatus(isEmpty),
  };
}
