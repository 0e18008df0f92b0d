import type { WallWorld } from './wall-world.ts';

/**
 * One promise of the database, tried. It resolves while the promise holds and rejects when it does not, so the same probe is
 * a test of the product and the witness that a test notices a broken policy or function.
 */
export interface Probe {
  readonly name: string;
  /** A sentence with its rule's id in front: the title of the test. */
  readonly title: string;
  readonly run: (world: WallWorld) => Promise<void>;
}

export function probe(name: string, title: string, run: Probe['run']): Probe {
  return { name, title, run };
}
