import type { ClientOptions, Platform, Storage } from '@natter/client';
import type { Chance } from '../seeded.ts';

/** What a client runs on, and what ends with it: killed, it writes nothing more, asks nothing more, and no timer rings. */
export interface Life {
  readonly options: Required<Pick<ClientOptions, 'storage' | 'fetch' | 'platform'>>;
  readonly isDead: () => boolean;
  /** Resolves at the kill. */
  readonly died: Promise<void>;
  kill(): void;
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** Jittered waits are drawn from this part of their range, so that within a minute a client comes back often enough to be cut again. */
const IMPATIENCE = 0.2;

export interface LifeOptions {
  /** It outlives the life. */
  readonly disk: Storage;
  readonly chance: Chance;
  /** How wrong the device's clock is now; timers and stopwatches are right. */
  readonly skewMs: () => number;
  readonly system: Platform;
}

/** A life on a disk that outlives it. */
export function createLife({ disk, chance, skewMs, system }: LifeOptions): Life {
  let isDead = false;
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const alive = <T>(work: () => Promise<T>): Promise<T> =>
    isDead
      ? never<T>()
      : work().then(
          (value) => (isDead ? never<T>() : value),
          (error: unknown) => (isDead ? never<T>() : Promise.reject(error)),
        );
  const storage: Storage = {
    read: (work) => alive(() => disk.read(work)),
    write: (work) => alive(() => disk.write(work)),
    close: async () => undefined,
    destroy: () => disk.destroy(),
  };
  const platform: Platform = {
    ...system,
    now: () => system.now() + skewMs(),
    random: () => chance.next() * IMPATIENCE,
    setTimer: (run, delayMs) => system.setTimer(() => isDead || run(), delayMs),
  };
  return {
    options: { storage: async () => storage, fetch: (url, init) => alive(() => fetch(url, init)), platform },
    isDead: () => isDead,
    died,
    kill() {
      isDead = true;
      die();
    },
  };
}
