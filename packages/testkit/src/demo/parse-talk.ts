import type { SeededRandom } from './seeded-random.ts';
import type { Talk } from './talk.ts';

/** Something said: when (epoch milliseconds), by whom, whether it answers the message so many before it, and what became of it. */
export interface Line {
  readonly atMs: number;
  readonly senderId: string;
  readonly text: string;
  readonly answersBack: number;
  readonly reactions: readonly { readonly userId: string; readonly emoji: string }[];
  readonly starredBy: readonly string[];
  /** What it said before it was edited; null: it never was. */
  readonly firstText: string | null;
  /** The choices, where it is a poll. */
  readonly options: readonly string[] | null;
  readonly votes: readonly { readonly userId: string; readonly optionIds: readonly number[] }[];
}

/** So it is with most of what is said. */
export const NOTHING_BECAME = { reactions: [], starredBy: [], firstText: null, options: null, votes: [] } as const;

/** Where the world's time comes from. `utcOffsetMinutes`: how far its wall clock is ahead of UTC. */
export interface Anchor {
  readonly nowMs: number;
  readonly utcOffsetMinutes: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS_AGO = /^# (\d{1,3})d (\d\d):(\d\d)$/;
const BEFORE_NOW = /^# now-(\d{1,2})([mh])$/;
const SAID = /^([a-z]+)(?:\^(\d+))?(\?)?: (.+)$/;
const BECAME = /^([+!*~]) (.+)$/;

/** Reads a script. Raises for a line that is none, for passages out of order and for a time that has not come. */
export function parseTalk(talk: Talk, anchor: Anchor, random: SeededRandom): readonly Line[] {
  const lines: Line[] = [];
  let nextMs: number | null = null;
  for (const raw of talk.script.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    if (line.startsWith('#')) {
      const startMs = readTime(line, anchor);
      const lastMs = lines.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
      if (startMs <= lastMs || startMs > anchor.nowMs) throw new Error(`a passage out of order: ${line}`);
      nextMs = startMs;
      continue;
    }
    const became = BECAME.exec(line);
    if (became !== null) {
      lines.push(withWhatBecame(lines.pop(), talk, line));
      continue;
    }
    const said = SAID.exec(line);
    if (said === null || nextMs === null) throw new Error(`not a line of a talk: ${line}`);
    const [, who = '', back = '0', asks, all = ''] = said;
    const [text = '', ...options] = asks === undefined ? [all] : all.split(' | ');
    lines.push({
      atMs: nextMs,
      senderId: speaker(talk, who),
      text: text.replaceAll('\\n', '\n'),
      answersBack: Number(back),
      ...NOTHING_BECAME,
      options: asks === undefined ? null : options,
    });
    nextMs = Math.min(nextMs + pauseMs(text, random), anchor.nowMs);
  }
  return lines;
}

/** The line just said with what became of it. */
function withWhatBecame(said: Line | undefined, talk: Talk, line: string): Line {
  if (said === undefined) throw new Error(`nothing was said before: ${line}`);
  const [, sign = '', rest = ''] = BECAME.exec(line) ?? [];
  if (sign === '~') return { ...said, firstText: rest };
  const [who = '', what = ''] = rest.split(' ');
  const userId = speaker(talk, who);
  if (sign === '*') return { ...said, starredBy: [...said.starredBy, userId] };
  if (sign === '+') return { ...said, reactions: [...said.reactions, { userId, emoji: what }] };
  if (said.options === null) throw new Error(`no poll to vote in: ${line}`);
  return { ...said, votes: [...said.votes, { userId, optionIds: what.split(',').map(Number) }] };
}

function readTime(line: string, { nowMs, utcOffsetMinutes }: Anchor): number {
  const before = BEFORE_NOW.exec(line);
  if (before !== null) return nowMs - Number(before[1]) * (before[2] === 'h' ? 60 : 1) * MINUTE;
  const [, days, hours, minutes] = DAYS_AGO.exec(line) ?? [];
  if (days === undefined) throw new Error(`not a time: ${line}`);
  const offsetMs = utcOffsetMinutes * MINUTE;
  const midnight = Math.floor((nowMs + offsetMs) / DAY) * DAY - offsetMs;
  return midnight - Number(days) * DAY + (Number(hours) * 60 + Number(minutes)) * MINUTE;
}

function speaker(talk: Talk, who: string): string {
  const matching = talk.between.filter((id) => id.startsWith(who));
  const [id] = matching;
  if (id === undefined || matching.length > 1)
    throw new Error(`who says it is not clear: ${who} of ${talk.between.join(', ')}`);
  return id;
}

/** Reading, thinking and typing, in milliseconds. */
function pauseMs(text: string, random: SeededRandom): number {
  return random.between(7_000, 40_000) + Math.min(text.length, 300) * random.between(40, 120);
}
