import { silentLog } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../config/index.ts';
import type { Platform } from '../../platform/context.ts';
import { silentPublisher } from '../../platform/silent-publisher.ts';
import type { MarkInput, MarkResult } from '../../ports/database.ts';
import { publishMarks } from './publish-marks.ts';

const mark: MarkInput = { userId: 'ann', conversationId: 'c1', kind: 'read', seq: 5 };
const moved: MarkResult = {
  deliveredSeq: 5,
  readSeq: 5,
  unreadCount: 0,
  at: new Date(0),
  changed: true,
  shownDelivered: 5,
  shownRead: 5,
  recipients: ['ann', 'bob'],
};

function publish(over: Partial<MarkResult>, env: Record<string, string> = {}, kind: MarkInput['kind'] = 'read') {
  const told: string[] = [];
  const { config } = readConfig({ NATTER_JWT_SECRET: 'x'.repeat(32), ...env });
  const publisher: Platform['publisher'] = {
    ...silentPublisher,
    toPeople: (userIds, event, payload) => {
      if (userIds.length > 0) told.push(`${event} ${'seq' in payload ? payload.seq : ''} → ${userIds.join()}`);
    },
  };
  const arrivals = { marked: () => undefined } as unknown as Platform['arrivals'];
  const platform = { config, publisher, log: silentLog, arrivals } as Platform;
  const groupMarks = { onMoved: (...[userId, id]: string[]) => void told.push(`marks of ${id} by ${userId}`) };
  publishMarks({ platform, groupMarks }, { ...mark, kind }, { ...moved, ...over });
  return told;
}

describe('telling of marks', () => {
  it('[RCPT-3] reading is told to the others and to my own devices, one event for both marks', () => {
    expect(publish({})).toEqual(['message:read 5 → bob', 'message:read 5 → ann', 'conversation:state  → ann']);
  });

  it('[RCPT-3] a mark that I hide is told to my own devices only', () => {
    expect(publish({ shownRead: null, shownDelivered: null })).toEqual([
      'message:read 5 → ann',
      'conversation:state  → ann',
    ]);
  });

  it('[RCPT-3] receiving alone is told as such', () => {
    expect(publish({ shownRead: null, readSeq: 2 }, {}, 'delivered')).toEqual([
      'message:delivered 5 → bob',
      'message:delivered 5 → ann',
      'conversation:state  → ann',
    ]);
  });

  it('what did not move is not told', () => {
    expect(publish({ changed: false })).toEqual([]);
  });

  it('[RCPT-3] beyond ten members, or with receipts switched off, the others are not told', () => {
    const many = Array.from({ length: 11 }, (_, index) => `p${index}`);
    expect(publish({ recipients: many })).toEqual([
      'marks of c1 by ann',
      'message:read 5 → ann',
      'conversation:state  → ann',
    ]);
    expect(publish({ recipients: many }, { NATTER_FEATURES: '-receipts' })).toHaveLength(2);
    expect(publish({}, { NATTER_FEATURES: '-receipts' })).toEqual([
      'message:read 5 → ann',
      'conversation:state  → ann',
    ]);
  });
});
