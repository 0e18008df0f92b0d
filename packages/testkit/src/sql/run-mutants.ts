import { createTestDatabase, type TestDatabase } from '../database.ts';
import { NOTICED_BY } from './mutants/noticed-by.ts';
import { type Mutant, planMutant } from './mutate.ts';
import type { Probe } from './probe.ts';
import { PROBES } from './probes/index.ts';
import { openWallWorld, type WallWorld } from './wall-world.ts';

/** A database in which things are broken and mended, one after another. */
export interface MutantLab {
  /** Breaks it, runs probes until one fails, mends it. Answers that probe's name, or null: nothing noticed. */
  findWitness(mutant: Mutant): Promise<string | null>;
  close(): Promise<void>;
}

/** The probe that noticed before goes first: it only saves time. */
function inOrder(mutant: Mutant): readonly Probe[] {
  const known = PROBES.filter((one) => one.name === NOTICED_BY[mutant.name]);
  return [...known, ...PROBES.filter((one) => !known.includes(one))];
}

async function hasFailed(world: WallWorld, probe: Probe): Promise<boolean> {
  try {
    await probe.run(world);
    return false;
  } catch {
    // A probe that failed half-way leaves its transactions, its session and its clock behind.
    await world.admin.query('ROLLBACK');
    await world.app.query('ROLLBACK');
    await world.app.query('RESET ALL');
    await world.database.setNow(null);
    return true;
  }
}

export function openMutantLab(adminUrl: string): MutantLab {
  let open: { database: TestDatabase; world: WallWorld } | null = null;

  const enter = async () => {
    if (open === null) {
      const database = await createTestDatabase(adminUrl);
      open = { database, world: await openWallWorld(database) };
    }
    return open;
  };
  const leave = async () => {
    if (open === null) return;
    const { database, world } = open;
    open = null;
    await world.close();
    await database.drop();
  };

  return {
    findWitness: async (mutant) => {
      const { database, world } = await enter();
      const plan = await planMutant(database.roles, mutant);
      await database.admin.query(plan.break);
      let witness: Probe | null = null;
      for (const probe of inOrder(mutant)) {
        if (await hasFailed(world, probe)) {
          witness = probe;
          break;
        }
      }
      await database.admin.query(plan.mend);
      // A witness who says the same of the mended database has seen something else.
      if (witness !== null && (await hasFailed(world, witness))) {
        throw new Error(`${mutant.name}: ${witness.name} fails without it, too`);
      }
      return witness?.name ?? null;
    },
    close: leave,
  };
}
