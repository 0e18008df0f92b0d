import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Clock, Ids } from '../../ports/runtime.ts';

/** Random bytes are taken from the system in blocks: one call for 256 ids. */
const BLOCK = 4096;

/** UUIDv7 from the clock given and the system's randomness. */
export function createUuidIds(clock: Clock): Ids {
  const block = new Uint8Array(BLOCK);
  let used = BLOCK;
  const take = (count: number) => {
    if (used + count > BLOCK) {
      randomFillSync(block);
      used = 0;
    }
    used += count;
    return block.subarray(used - count, used);
  };
  return {
    next: () => v7({ msecs: clock.now(), random: take(16) }),
    random: () => new DataView(take(4).slice().buffer).getUint32(0) / 2 ** 32,
  };
}
