import type { Log } from '@natter/server/database';

const nothing = (): void => undefined;

/** A log nobody reads. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
