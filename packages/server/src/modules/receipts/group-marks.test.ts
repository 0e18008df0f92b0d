import { createTestClock, silentLog } from '@natter/testkit';
import { expect, it } from 'vitest';
import type { Platform } from '../../platform/context.ts';
import { silentPublisher } from '../../platform/silent-publisher.ts';
import { createGroupMarks } from './group-marks.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp() {
  const clock = createTestClock();
  const told: string[] = [];
  const asked: string[] = [];
  let read = 0;
  const platform = {
    clock,
    log: silentLog,
    publisher: {
      ...silentPublisher,
      toPeople: (userIds: readonly string[], event: string, payload: { othersReadSeq?: number | null }) =>
        void told.push(`${event} ${payload.othersReadSeq} → ${userIds.join()}`),
    },
    database: {
      readGroupMarks: async ({ userId }: { userId: string }) => {
        asked.push(userId);
        read += 1;
        return [
          { othersDeliveredSeq: read, othersReadSeq: read, recipients: ['ann', 'bob'] },
          { othersDeliveredSeq: read, othersReadSeq: null, recipients: ['cyd'] },
        ];
      },
    },
  } as unknown as Platform;
  return { clock, told, asked, marks: createGroupMarks(platform) };
}

it('[GROUP-8] a big group is told at once, and then at most every two seconds, however many marks move', async () => {
  const { clock, told, asked, marks } = setUp();
  for (let n = 0; n < 300; n++) marks.onMoved('ann', 'group');
  await settled();
  expect(told).toEqual(['conversation:marks 1 → ann,bob', 'conversation:marks null → cyd']);
  clock.advance(1_999);
  marks.onMoved('bob', 'group');
  await settled();
  expect(asked).toHaveLength(1);
  clock.advance(1);
  await settled();
  expect(asked).toEqual(['ann', 'ann']);
  // Another group does not wait for this one, and where nothing moves nothing is told.
  marks.onMoved('cyd', 'other');
  clock.advance(60_000);
  await settled();
  expect([asked, clock.pending]).toEqual([['ann', 'ann', 'cyd'], 0]);
});

it('[GROUP-8] nothing is told after the stop', async () => {
  const { clock, asked, marks } = setUp();
  marks.onMoved('ann', 'group');
  marks.onMoved('ann', 'group');
  marks.stop();
  marks.onMoved('ann', 'other');
  clock.advance(5_000);
  await settled();
  expect([asked, clock.pending]).toEqual([['ann'], 0]);
});
