import type { Meter } from '../ports/meter.ts';

/** Counts nothing. */
export const silentMeter: Meter = {
  countSend: () => undefined,
  countRefusal: () => undefined,
  countReport: () => undefined,
  countModeration: () => undefined,
  observeBatch: () => undefined,
  observeAck: () => undefined,
  observeDelivery: () => undefined,
  observeArrival: () => undefined,
  countUnconfirmed: () => undefined,
  countEvent: () => undefined,
  countConnection: () => undefined,
  countConnectionRefused: () => undefined,
  countDisconnect: () => undefined,
  countShed: () => undefined,
  observeQuery: () => undefined,
  countFollowed: () => undefined,
  observeJob: () => undefined,
  countError: () => undefined,
  countIgnored: () => undefined,
  countRetention: () => undefined,
  gauge: () => undefined,
  labelledGauge: () => undefined,
  storeGauge: () => undefined,
};
