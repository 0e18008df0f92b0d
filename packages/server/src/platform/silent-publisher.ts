import type { HerePublisher } from '../ports/publisher.ts';

/** For a server without sockets: clients poll. */
export const silentPublisher: HerePublisher = {
  toPeople: () => undefined,
  toPersonWatchers: () => undefined,
  toConversationWatchers: () => undefined,
  endPresenceWatches: () => undefined,
  endPresenceBetween: () => undefined,
  resumePresence: () => undefined,
  disconnect: () => undefined,
  connectedAmong: () => [],
  toEveryone: () => undefined,
};
