import { seededChance } from '../seeded.ts';

/** One fault that is to come: after a pause, which of the row, and a name for its own chance. */
export interface PlannedFault {
  readonly pauseMs: number;
  readonly kind: string;
  readonly stream: string;
}

export interface PlanOptions {
  readonly seed: number;
  readonly row: string;
  readonly kinds: readonly { readonly kind: string; readonly weight: number }[];
  /** The pause before each is drawn from here, in milliseconds. */
  readonly gapMs: readonly [number, number];
}

/**
 * The faults of a row in the order and with the pauses that a seed gives, without end. Each kind comes once before any comes again, then
 * as often as its weight says. Nothing that happens in a run moves it, so a seed repeats it; how far a run gets is the machine's matter.
 */
export function* planFaults({ seed, row, kinds, gapMs }: PlanOptions): Generator<PlannedFault, never, undefined> {
  const chance = seededChance(seed, `plan of ${row}`);
  const once = chance.deck(kinds.map(({ kind }) => kind));
  const often = chance.deck(kinds.flatMap(({ kind, weight }) => Array.from({ length: weight }, () => kind)));
  for (let nth = 0; ; nth += 1) {
    const kind = nth < kinds.length ? once() : often();
    yield { pauseMs: Math.round(chance.between(...gapMs)), kind, stream: `${row} ${nth}` };
  }
}
