import { createTestClock } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { silentMeter } from '../../platform/silent-meter.ts';
import { rememberRecent } from './recent-counts.ts';

const MINUTE_MS = 60_000;

describe('what a server remembers of the last hour', () => {
  it('[STATUS-2] counts sends and errors, and forgets after an hour', () => {
    const clock = createTestClock();
    const meter = rememberRecent(silentMeter, clock);
    for (const verdict of ['sent', 'duplicate', 'refused', 'failed', 'overloaded'] as const) meter.countSend(verdict);
    meter.countError('http', 'not_found');
    clock.advance(30 * MINUTE_MS);
    meter.countSend('sent');
    meter.countError('socket', 'internal');
    meter.countError('http', 'internal');
    expect(meter.recent()).toEqual({
      sends: { accepted: 3, refused: 1, failed: 1, overloaded: 1 },
      delivery: null,
      errors: [
        { code: 'internal', count: 2 },
        { code: 'not_found', count: 1 },
      ],
    });
    clock.advance(30 * MINUTE_MS);
    expect(meter.recent().sends).toEqual({ accepted: 1, refused: 0, failed: 0, overloaded: 0 });
    clock.advance(30 * MINUTE_MS);
    expect(meter.recent()).toMatchObject({ sends: { accepted: 0 }, errors: [] });
  });

  it('[STATUS-2] tells how long sends took, right to a twelfth', () => {
    const meter = rememberRecent(silentMeter, createTestClock());
    for (let ms = 1; ms <= 1000; ms += 1) meter.observeAck(ms);
    const { medianMs = 0, p95Ms = 0, p99Ms = 0 } = meter.recent().delivery ?? {};
    for (const [told, truth] of [
      [medianMs, 500],
      [p95Ms, 950],
      [p99Ms, 990],
    ] as const) {
      expect(told).toBeGreaterThanOrEqual(truth);
      expect(told).toBeLessThanOrEqual((truth * 13) / 12 + 1);
    }
    meter.observeAck(0);
    meter.observeAck(10 * MINUTE_MS);
    expect(meter.recent().delivery?.medianMs).toBe(medianMs);
  });

  it('[STATUS-2] passes everything on, and reads a gauge as it stands', () => {
    const passed: string[] = [];
    const inner = {
      ...silentMeter,
      countSend: () => passed.push('send'),
      observeAck: () => passed.push('ack'),
      countError: () => passed.push('error'),
      countConnection: () => passed.push('connection'),
      gauge: () => passed.push('gauge'),
    };
    const meter = rememberRecent(inner, createTestClock());
    meter.countSend('sent');
    meter.observeAck(1);
    meter.countError('http', 'invalid');
    meter.countConnection();
    meter.gauge('people_online', () => 7);
    expect(passed).toEqual(['send', 'ack', 'error', 'connection', 'gauge']);
    expect([meter.gaugeNow('people_online'), meter.gaugeNow('sockets_connected')]).toEqual([7, 0]);
  });
});
