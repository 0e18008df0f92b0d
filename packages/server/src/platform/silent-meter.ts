import type { Meter } from '../ports/meter.ts';

/** Counts nothing. */
export const silentMeter: Meter = {
  countSend: () => undefined,
  countRefusal: () => undefined,
  countReport: () => undefined,
  countModeration: () => undefined,
  observeBatch: () => undefined,
  observeAck: () => undefined,
  countEvent: () => undefined,
  countConnection: () => undefined,
  countDisconnect: () => undefined,
  countError: () => undefined,
  countIgnored: () => undefined,
  countRetention: () => undefined,
  gauge: () => undefined,
  storeGauge: () => undefined,
};
