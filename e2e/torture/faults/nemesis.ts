import type { History } from '../history/history-files.ts';
import { seededChance } from '../seeded.ts';
import { pause } from '../wait.ts';
import { DATABASE_FAULTS } from './kinds/database-faults.ts';
import { DEVICE_FAULTS } from './kinds/device-faults.ts';
import { GATEWAY_FAULTS } from './kinds/gateway-faults.ts';
import { appointFreezes } from './kinds/long-freezes.ts';
import { DATABASE_LINK_FAULTS, NETWORK_FAULTS, REDIS_LINK_FAULTS } from './kinds/network-faults.ts';
import { REDIS_FAULTS } from './kinds/redis-faults.ts';
import { SERVER_FAULTS } from './kinds/server-faults.ts';
import { planFaults } from './plan.ts';
import type { Fault, Victims } from './victims.ts';

interface Row {
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly gapMs: readonly [number, number];
  /** What comes once, at its time, comes in this row. */
  readonly isAppointed?: boolean;
}

/** Two rows beside each other, one fault of each at a time: so one fault, or two that overlap. */
const ROWS: readonly Row[] = [
  {
    name: 'processes',
    faults: [...SERVER_FAULTS, ...DATABASE_FAULTS, ...REDIS_FAULTS],
    gapMs: [300, 1_200],
    isAppointed: true,
  },
  {
    name: 'network',
    faults: [...NETWORK_FAULTS, ...GATEWAY_FAULTS, ...DATABASE_LINK_FAULTS, ...REDIS_LINK_FAULTS, ...DEVICE_FAULTS],
    gapMs: [100, 700],
  },
];

export interface NemesisContext {
  readonly victims: Victims;
  readonly seed: number;
  /** How long there are faults. */
  readonly seconds: number;
  readonly history: History;
  readonly signal: AbortSignal;
  /** Called for each fault that was done. */
  readonly onFault: (kind: string) => void;
  /** Pauses between faults are so many times as long: 1 is one fault after another. */
  readonly ease?: number;
}

/** Breaks things until the signal, in the order that the seed gives. Errors: a fault could not be done or undone. */
export async function runNemesis(context: NemesisContext): Promise<void> {
  await Promise.all(ROWS.map((row) => runRow(row, context)));
}

async function runRow({ name, faults, gapMs, isAppointed = false }: Row, context: NemesisContext): Promise<void> {
  const { victims, seed, history, signal, onFault, ease = 1 } = context;
  const possible = faults.filter(({ isPossible }) => isPossible === undefined || isPossible(victims));
  const plan = planFaults({ seed, row: name, kinds: possible, gapMs });
  const began = performance.now();
  const appointed = isAppointed ? appointFreezes(seed, context.seconds) : [];
  const run = async (fault: Fault, stream: string) => {
    const { kind } = fault;
    history.note({ op: 'fault', kind, detail: 'begins' });
    const detail = await fault.run({ victims, chance: seededChance(seed, stream), history, signal });
    if (detail !== null) onFault(kind);
    history.note({ op: 'fault', kind, detail: detail === null ? 'came to nothing' : `ended ${detail}` });
  };
  for (const { pauseMs, kind, stream } of plan) {
    await pause(pauseMs * ease, signal);
    if (signal.aborted) return;
    const due = appointed.findIndex(({ afterMs }) => performance.now() - began >= afterMs);
    const [appointment] = due < 0 ? [] : appointed.splice(due, 1);
    if (appointment) await run(appointment.fault, `${name} ${appointment.fault.kind}`);
    if (signal.aborted) return;
    const fault = possible.find((one) => one.kind === kind);
    if (fault === undefined) throw new Error(`there is no fault ${kind}`);
    await run(fault, stream);
  }
}
