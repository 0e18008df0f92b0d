import type { Storage } from '@natter/client';
import type { Chance } from '../seeded.ts';
import type { DiskTrait } from './world.ts';

/** A disk that outlives clients, and what can go wrong with it. */
export interface Disk {
  readonly storage: Storage;
  /** Nothing can be written (`full`, `read-only`), or not even read (`gone`), until it is mended. */
  fail(how: Exclude<DiskTrait, 'disk corrupt'>): Promise<void>;
  /** Overwrites a part of what is stored with junk; not what waits to be sent, which nothing could bring back. */
  spoil(chance: Chance): Promise<void>;
  /** Works again; what was gone is gone. */
  mend(): void;
  readonly isFailing: boolean;
}

const FULL = () => new DOMException('The disk is full.', 'QuotaExceededError');
const GONE = () => new DOMException('The database is closing.', 'InvalidStateError');
const JUNK = [null, 'junk', 7, { id: 'junk' }, [], { conversation: null, covered: 'all' }] as const;

/** `inner` is where it all stands. */
export function createDisk(inner: Storage): Disk {
  let failing: DiskTrait | null = null;
  return {
    storage: {
      read: (work) => (failing === 'disk gone' ? Promise.reject(GONE()) : inner.read(work)),
      write: (work) =>
        failing === null ? inner.write(work) : Promise.reject(failing === 'disk gone' ? GONE() : FULL()),
      close: async () => undefined,
      destroy: () => inner.destroy(),
    },
    async fail(how) {
      failing = how;
      if (how === 'disk gone') await inner.destroy();
    },
    async spoil(chance) {
      await inner.write(async (tx) => {
        for (const row of await tx.all('conversations')) {
          const id = String(Reflect.get(Object(row), 'id'));
          const stored = await tx.messages({ conversationId: id, from: 0, to: Number.MAX_SAFE_INTEGER });
          for (const message of stored) {
            const seq = Number(Reflect.get(Object(message), 'seq'));
            if (chance.next() < 0.05) await tx.putMessage(id, seq, chance.pick(JUNK));
          }
          if (chance.next() < 0.3) await tx.put('conversations', id, chance.pick(JUNK));
        }
        for (const key of ['cursor', 'config', 'offset', 'me', 'generation']) {
          if (chance.next() < 0.3) await tx.put('meta', key, chance.pick(JUNK));
        }
        for (const table of ['marks', 'noticed', 'drafts'] as const) {
          if (chance.next() < 0.3) await tx.put(table, 'junk', chance.pick(JUNK));
        }
      });
    },
    mend() {
      failing = null;
    },
    get isFailing() {
      return failing !== null;
    },
  };
}
