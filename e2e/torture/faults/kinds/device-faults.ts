import type { Fault, FaultContext } from '../victims.ts';

async function restart({ victims, chance }: FaultContext, how: 'kill' | 'close'): Promise<string> {
  const chosen = victims.devices.filter(() => chance.next() < 0.3);
  await Promise.all(chosen.map((device) => device.restart(how)));
  return chosen.map((device) => device.plan.name).join(' ');
}

export const DEVICE_FAULTS: readonly Fault[] = [
  { kind: 'devices killed', weight: 2, run: (context) => restart(context, 'kill') },
  { kind: 'devices closed and reopened', weight: 1, run: (context) => restart(context, 'close') },
];
