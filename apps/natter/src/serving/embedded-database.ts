import type { Clock } from '@natter/server';
import { type EmbeddedPostgres, type Ending, startEmbeddedPostgres } from '@natter/server/embedded-postgres';

/** A database server that is ours: started again when it dies, stopped when we stop. */
export interface OwnDatabase {
  readonly adminUrl: string;
  /** Settles when the server died and could not be brought back; never while we stop it ourselves. */
  readonly lost: Promise<Error>;
  /** `fast` writes all down; `immediate` is like a crash. May be called twice. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
}

export interface OwnDatabaseOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  /** Told, in a sentence, what takes time or went wrong. */
  readonly onProgress: (sentence: string) => void;
  /** How a server is started; the real one unless a test says otherwise. */
  readonly start?: typeof startEmbeddedPostgres;
}

/** So many deaths within this time, in milliseconds, are too many: something is wrong that a restart does not cure. */
const MAX_DEATHS = 5;
const DEATHS_WITHIN_MS = 10 * 60_000;
/** Between attempts to bring it back, in milliseconds. */
const PAUSES_MS = [0, 500, 2_000, 5_000];

/**
 * Starts PostgreSQL on the data folder and watches over it. While it is away nothing can be committed, so the server above
 * answers `unavailable` and acknowledges nothing; it finds the new server under the same address.
 */
export async function startOwnDatabase(options: OwnDatabaseOptions): Promise<OwnDatabase> {
  const { dataDir, clock, onProgress, start = startEmbeddedPostgres } = options;
  let current: EmbeddedPostgres = await start({ dataDir, onProgress });
  const { adminUrl, port } = current;
  const deathsMs: number[] = [];
  let isStopping = false;
  const pause = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));

  const bringBack = async (): Promise<Error | null> => {
    let last: unknown;
    for (const ms of PAUSES_MS) {
      await pause(ms);
      if (isStopping) return null;
      try {
        current = await start({ dataDir, port, onProgress });
        return null;
      } catch (error) {
        last = error;
      }
    }
    return new Error(`The database could not be started again: ${String(last)}`, { cause: last });
  };

  const watch = async (): Promise<Error> => {
    for (;;) {
      const ending = await current.ended;
      if (isStopping) return await never();
      const nowMs = clock.now();
      deathsMs.push(nowMs);
      onProgress(`The database ended unexpectedly (${describeEnding(ending)}); starting it again`);
      if (deathsMs.filter((atMs) => atMs > nowMs - DEATHS_WITHIN_MS).length > MAX_DEATHS) {
        return new Error(`The database ended ${MAX_DEATHS + 1} times within ten minutes; its log is in ${dataDir}.`);
      }
      const failure = await bringBack();
      if (failure !== null) return failure;
      if (isStopping) await current.stop('fast');
      else onProgress('The database is back');
    }
  };

  return {
    adminUrl,
    lost: watch(),
    stop: async (mode) => {
      isStopping = true;
      await current.stop(mode);
    },
  };
}

/** Nobody waits any more. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

function describeEnding({ code, signal }: Ending): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}
