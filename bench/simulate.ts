/**
 * `npm run bench -- simulate`: a day of a community of any size, hour by hour, from the measured cost of each thing (bench/costs.json), and
 * which limit bites first. Every number can be given: `-- simulate --people 200000 --messages 40 --groups 0.3`. Nothing is measured here.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { simulate } from './lib/simulate.ts';
import { Costs, Habits, LIMITS_OF_ONE } from './lib/simulation-inputs.ts';

const { values } = parseArgs({
  options: Object.fromEntries(
    [...Object.keys(Habits.shape), 'costs'].map((name) => [name, { type: 'string' as const }]),
  ),
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { costs: costsFile, ...given } = values;
const habits = Habits.parse(
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, Number(value)]])),
  ),
);
const file = typeof costsFile === 'string' ? costsFile : new URL('costs.json', import.meta.url);
const costs = Costs.parse(JSON.parse(readFileSync(file, 'utf8')));
const { hours, totals, limits } = simulate(habits, costs, LIMITS_OF_ONE);

const number = (value: number, width: number): string =>
  (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2)).padStart(width);

say(
  `${habits.people.toLocaleString('en')} people, ${Math.round(habits.people * habits.activeShare).toLocaleString('en')} of them active in a day`,
);
say('\n hour   connected   sends/s   deliveries/s   syncs/s   server, cores   database, cores   WAL, MB/s');
for (const hour of hours) {
  say(
    `${String(hour.hour).padStart(5)}${number(hour.connected, 12)}${number(hour.sends, 10)}${number(hour.deliveries, 15)}${number(hour.syncs, 10)}${number(hour.serverCores, 16)}${number(hour.databaseCores, 18)}${number(hour.walBytes / 1e6, 12)}`,
  );
}
say(
  `\nin a day ${number(totals.messages, 0)} messages, ${number(totals.bytes / 1e9, 0)} GB of them; kept for ${habits.keptDays} days: ${number(totals.storedBytes / 1e9, 0)} GB`,
);
say(
  '\nat the busiest moment (the busiest hour times its bursts), and from how many people on each needs more than one:',
);
for (const { name, used, of, unit, people, next } of limits) {
  say(
    `  ${name.padEnd(34)}${number(used, 10)} of ${number(of, 0)} ${unit.padEnd(10)} from ${number(people, 11)} people: ${next}`,
  );
}
