import { expect, it } from 'vitest';
import { startOfDay } from './start-of-day.ts';

it("a day begins at the viewer's midnight, wherever they are and whatever the clocks do", () => {
  expect(startOfDay('2026-05-14', 'UTC')).toBe('2026-05-14T00:00:00.000Z');
  expect(startOfDay('2026-05-14', 'Europe/Berlin')).toBe('2026-05-13T22:00:00.000Z');
  expect(startOfDay('2026-05-14', 'Asia/Kathmandu')).toBe('2026-05-13T18:15:00.000Z');
  expect(startOfDay('2026-05-14', 'Pacific/Kiritimati')).toBe('2026-05-13T10:00:00.000Z');
  expect(startOfDay('2026-05-14', 'Pacific/Pago_Pago')).toBe('2026-05-14T11:00:00.000Z');
});

it('a day without a midnight begins at one', () => {
  expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
  expect(startOfDay('2018-11-05', 'America/Sao_Paulo')).toBe('2018-11-05T02:00:00.000Z');
});

it('what is no day is said to be none', () => {
  expect(() => startOfDay('2026-13-40', 'UTC')).toThrow(RangeError);
});
