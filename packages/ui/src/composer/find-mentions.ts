import type { Mention, UserId } from '@natter/protocol';
import { MENTIONS } from '@natter/protocol';

/** Somebody who may be named in a text. */
export interface Namable {
  readonly userId: UserId;
  readonly displayName: string;
}

/** Somebody who was chosen from the list, and where the `@` stood (UTF-16 units), as far as later edits could be followed. */
export interface Pick extends Namable {
  readonly at: number;
}

const WORD = /[\p{L}\p{M}\p{N}_]/u;

/** Moves what was chosen along with an edit of the text around it. */
export function movePicks(picks: readonly Pick[], before: string, after: string): readonly Pick[] {
  if (before === after || picks.length === 0) return picks;
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  while (tail < shorter && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  let head = 0;
  while (head < shorter - tail && before[head] === after[head]) head += 1;
  const moved = after.length - before.length;
  return picks.map((pick) =>
    pick.at >= before.length - tail && pick.at >= head ? { ...pick, at: pick.at + moved } : pick,
  );
}

function ownerOf(name: string, at: number, people: readonly Namable[], picks: readonly Pick[]): UserId | null {
  const picked = picks.filter((each) => each.displayName === name);
  const exact = picked.find((each) => each.at === at) ?? picked.at(-1);
  if (exact !== undefined) return exact.userId;
  const named = people.filter((each) => each.displayName === name);
  // Two of that name, and nobody said which.
  return named.length === 1 ? (named[0]?.userId ?? null) : null;
}

/**
 * Who is named in a text: wherever `@` and the whole of somebody's name stand as words of their own. It is found by its
 * words alone, so that what was inserted survives any edit around it, undo, and a draft that comes back on another device;
 * and one that was damaged is plain text. Offsets are code points of `text`.
 *
 * @param people those who are in the conversation
 * @param picks those chosen from the list: they decide between people of one name
 */
export function findMentions(text: string, people: readonly Namable[], picks: readonly Pick[] = []): Mention[] {
  if (!text.includes('@')) return [];
  const names = [...new Set([...people, ...picks].map(({ displayName }) => displayName.normalize('NFC')))]
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length);
  const mentions: Mention[] = [];
  let [codePoints, counted] = [0, 0];
  const offsetOf = (unit: number) => {
    for (const _ of text.slice(counted, unit)) codePoints += 1;
    counted = unit;
    return codePoints;
  };
  let at = text.indexOf('@');
  while (at !== -1 && mentions.length < MENTIONS) {
    const isOpen = at === 0 || !WORD.test(text[at - 1] ?? '');
    const name = isOpen
      ? names.find((each) => text.startsWith(each, at + 1) && !WORD.test(text[at + 1 + each.length] ?? ''))
      : undefined;
    const userId = name === undefined ? null : ownerOf(name, at, people, picks);
    const next = name === undefined ? at + 1 : at + 1 + name.length;
    if (userId !== null) mentions.push({ userId, start: offsetOf(at), end: offsetOf(next) });
    at = text.indexOf('@', next);
  }
  return mentions;
}
