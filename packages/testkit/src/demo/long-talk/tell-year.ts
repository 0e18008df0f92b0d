import { type Anchor, type Line, NOTHING_BECAME } from '../parse-talk.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Scene } from './scene.ts';
import { SCENES } from './scenes.ts';
import { WORDS } from './words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR_DAYS = 364;
const WHO = { m: 'maya', i: 'ines' } as const;

export interface YearOptions {
  /** How many messages, exactly. */
  readonly count: number;
  /** All of them lie before this (epoch milliseconds). */
  readonly untilMs: number;
  readonly random: SeededRandom;
  readonly anchor: Anchor;
}

/** A year of two friends' talk, spread evenly over its days; each day's scenes in order of the clock. */
export function tellYear({ count, untilMs, random, anchor }: YearOptions): readonly Line[] {
  const lines: Line[] = [];
  const offsetMs = anchor.utcOffsetMinutes * MINUTE;
  const lastMidnight = Math.floor((untilMs + offsetMs) / DAY) * DAY - offsetMs;
  for (let day = YEAR_DAYS; day >= 1; day--) {
    const due = Math.round((count * (YEAR_DAYS - day + 1)) / YEAR_DAYS) - lines.length;
    lines.push(...tellDay(due, lastMidnight - day * DAY, random));
  }
  return lines;
}

/** So many messages of one day, which begins at `midnightMs`. */
function tellDay(count: number, midnightMs: number, random: SeededRandom): Line[] {
  const scenes: { scene: Scene; hour: number }[] = [];
  for (let turns = 0; turns < 2 * count; ) {
    const scene = random.pick(SCENES);
    if (scenes.some((other) => other.scene === scene)) continue;
    scenes.push({ scene, hour: random.between(scene.hours[0], scene.hours[1] - 1) + random.next() });
    turns += scene.turns.length;
  }
  const lines: Line[] = [];
  let atMs = midnightMs;
  for (const { scene, hour } of scenes.sort((left, right) => left.hour - right.hour)) {
    atMs = Math.max(atMs + MINUTE, midnightMs + Math.round(hour * HOUR));
    for (const { senderId, text } of playScene(scene, random)) {
      if (lines.length === count) return lines;
      lines.push({ atMs, senderId, text, answersBack: 0, ...NOTHING_BECAME });
      atMs += random.between(6_000, 90_000);
    }
  }
  return lines;
}

function playScene(scene: Scene, random: SeededRandom): { senderId: string; text: string }[] {
  const filled = new Map<string, string>();
  const fill = (_: string, name: string): string => {
    const word = filled.get(name) ?? random.pick(WORDS[name] ?? []);
    filled.set(name, word);
    return word;
  };
  return scene.turns.flatMap(([who, ...ways]) => {
    if (who.startsWith('?') && random.next() < 0.5) return [];
    const text = random.pick(ways).replace(/\{([a-z]+)\}/g, fill);
    return [{ senderId: WHO[who.endsWith('m') ? 'm' : 'i'], text: text.charAt(0).toUpperCase() + text.slice(1) }];
  });
}
