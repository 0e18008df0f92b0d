import type { Suffering, TcpProxy } from '@natter/testkit';
import type { Chance } from '../../seeded.ts';
import { pause } from '../../wait.ts';
import type { Fault, FaultContext } from '../victims.ts';

type PickLink = (nth: number) => boolean;
type Wire = (context: FaultContext) => TcpProxy | null;

const HOLD = { kind: 'hold' } as const;
const either = (chance: Chance) => chance.pick(['heal', 'cut'] as const);

/** All connections, or some of them. */
export function pickLinks(chance: Chance): PickLink | undefined {
  if (chance.next() < 0.5) return undefined;
  const hit = new Set(Array.from({ length: 64 }, (_, nth) => nth).filter(() => chance.next() < 0.4));
  return (nth) => hit.has(nth % 64);
}

/** A wire suffers for a while, then heals or is cut. */
export async function suffer(
  { chance }: FaultContext,
  wire: TcpProxy,
  { suffering, end, ms }: { suffering: Suffering; end: 'heal' | 'cut'; ms: number },
): Promise<string> {
  const suffered = wire.suffer(suffering, pickLinks(chance));
  await pause(ms);
  const { dropped } = wire;
  if (end === 'cut') suffered.cut('reset');
  wire.heal();
  return `${ms} ms, ${end === 'cut' ? 'then cut' : 'then healed'}${dropped > 0 ? `, ${dropped} bytes lost` : ''}`;
}

/** Faults that every wire may have: `name` is what its kinds begin with. */
export function wireFaults(name: string, wire: Wire, weights: Readonly<Record<WireFault, number>>): Fault[] {
  return (Object.keys(WIRE_FAULTS) as WireFault[])
    .filter((fault) => weights[fault] > 0)
    .map((fault) => ({
      kind: `${name} ${fault}`,
      weight: weights[fault],
      run: async (context) => {
        const found = wire(context);
        return found === null ? null : await WIRE_FAULTS[fault](context, found);
      },
    }));
}

export type WireFault = keyof typeof WIRE_FAULTS;

const WIRE_FAULTS = {
  'cut (RST)': async ({ chance }: FaultContext, wire: TcpProxy) => {
    if (wire.connections === 0) return null;
    wire.cut('reset', pickLinks(chance));
    return '';
  },
  'closed (FIN)': async ({ chance }: FaultContext, wire: TcpProxy) => {
    if (wire.connections === 0) return null;
    wire.cut('end', pickLinks(chance));
    return '';
  },
  'dead both ways': (context: FaultContext, wire: TcpProxy) =>
    suffer(context, wire, { suffering: { toServer: HOLD, toClient: HOLD }, ...during(context) }),
  'dead there': (context: FaultContext, wire: TcpProxy) =>
    suffer(context, wire, { suffering: { toServer: HOLD }, ...during(context) }),
  'dead back': (context: FaultContext, wire: TcpProxy) =>
    suffer(context, wire, { suffering: { toClient: HOLD }, ...during(context) }),
  'answers lost': (context: FaultContext, wire: TcpProxy) =>
    suffer(context, wire, { suffering: { toClient: { kind: 'drop' } }, ...during(context), end: 'cut' }),
  slow: (context: FaultContext, wire: TcpProxy) => {
    const { chance } = context;
    const flow = { kind: 'delay', ms: chance.whole(20, 200), jitterMs: chance.whole(0, 300) } as const;
    return suffer(context, wire, { suffering: { toServer: flow, toClient: flow }, ...during(context) });
  },
  narrow: (context: FaultContext, wire: TcpProxy) => {
    const flow = { kind: 'pace', bytesPerSecond: context.chance.whole(8_000, 40_000) } as const;
    return suffer(context, wire, { suffering: { toServer: flow, toClient: flow }, ...during(context) });
  },
  'in single bytes': (context: FaultContext, wire: TcpProxy) => {
    const flow = { kind: 'split', bytes: 1 } as const;
    return suffer(context, wire, { suffering: { toServer: flow, toClient: flow }, ...during(context) });
  },
  'half-open': async ({ chance }: FaultContext, wire: TcpProxy) => {
    const [keep, ms] = [chance.pick(['client', 'server'] as const), chance.whole(500, 4_000)];
    wire.halfOpen(keep, pickLinks(chance));
    const hit = wire.halfOpened;
    if (hit === 0) return null;
    await pause(ms);
    const found = hit - wire.halfOpened;
    wire.heal();
    return `${hit} believed by the ${keep}, ${found} of them found out within ${ms} ms`;
  },
} satisfies Record<string, (context: FaultContext, wire: TcpProxy) => Promise<string | null>>;

function during({ chance }: FaultContext): { ms: number; end: 'heal' | 'cut' } {
  return { ms: chance.whole(500, 2_500), end: either(chance) };
}
