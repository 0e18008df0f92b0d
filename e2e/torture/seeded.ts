/** Chance from a seed: the same seed gives the same numbers. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  between(from: number, to: number): number;
  whole(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** One after another from a shuffled deck, which is shuffled anew when it is used up: every one comes as often as it is in. */
  deck<T>(cards: readonly T[]): () => T;
}

/** A stream of its own for each `name`: what one part of a run draws does not move what another draws. */
export function seededChance(seed: number, name: string): Chance {
  let state = seed >>> 0;
  for (const char of name) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number) => from + next() * (to - from);
  const whole = (from: number, to: number) => Math.floor(between(from, to + 1));
  const pick = <T>(from: readonly T[]): T => {
    const found = from[whole(0, from.length - 1)];
    if (found === undefined) throw new Error('there is nothing to pick from');
    return found;
  };
  const deck = <T>(cards: readonly T[]) => {
    let left: T[] = [];
    return () => {
      if (left.length === 0) left = [...cards];
      const card = pick(left);
      left.splice(left.indexOf(card), 1);
      return card;
    };
  };
  return { next, between, whole, pick, deck };
}
