import type { Services } from '../edge/services.ts';
import { startRetention } from '../modules/retention/index.ts';
import type { Platform } from '../platform/context.ts';

/** Work of the server's own, which nobody asks for. */
export interface Worker {
  /** Begins nothing new; answers when what was begun has ended. */
  stop(): Promise<void>;
}

/** Each is started when the server listens, and stopped with it, within the time that a stop may take. */
export const WORKERS: readonly ((platform: Platform, services: Services) => Worker)[] = [
  startRetention,
  (_platform, { scheduled }) => scheduled.startSending(),
];
