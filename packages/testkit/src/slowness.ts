const ROUNDS = 20_000_000;
/** What the loop takes on the machine on which bounds are chosen, when it has nothing else to do. */
const USUAL_MS = 26;
/** Beyond it a bound says nothing any more. */
const MOST = 8;

/**
 * How many times slower than usual this machine computes just now, from 1 to 8: for bounds of time in tests, which would otherwise tell how
 * busy the machine is. Computes for some 30 ms.
 */
export function slowness(): number {
  const begin = performance.now();
  let state = 1;
  for (let round = 0; round < ROUNDS; round += 1) state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  const took = performance.now() - begin;
  // The result is used, or a compiler would leave the work out.
  return state < 0 ? MOST : Math.min(MOST, Math.max(1, took / USUAL_MS));
}
