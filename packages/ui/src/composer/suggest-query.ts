import type { Namable } from './find-mentions.ts';

/** What is being typed at the caret that can be completed: `@` with the beginning of a name, or none yet, `:` with that of an emoji's. */
export interface SuggestQuery {
  readonly kind: 'person' | 'emoji';
  readonly words: string;
  /** Where the sign stands, in UTF-16 units; it ends at the caret. */
  readonly start: number;
}

/** As long as a name, and no further. */
const REACH = 60;
const PERSON = /(?<=^|[\s\p{Ps}\p{Pi}"'*_~])@((?:\p{L}[\p{L}\p{M}\p{N}.'’ -]*)?)$/u;
const EMOJI = /(?<=^|[\s\p{Ps}*_~]):([\p{L}+-][\p{L}\p{N}_+-]+)$/u;

/** What the caret stands behind, or null. */
export function queryAt(text: string, caret: number): SuggestQuery | null {
  const before = text.slice(Math.max(0, caret - REACH), caret);
  const person = PERSON.exec(before);
  const found = person ?? EMOJI.exec(before);
  const words = found?.[1];
  if (words === undefined) return null;
  return { kind: person === null ? 'emoji' : 'person', words, start: caret - words.length - 1 };
}

/** For comparing: without case, accents and what differs only in its code. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC');
}

/** Those whose name, or a word of it, begins with what was typed; a name that begins so first. */
export function matchPeople<Person extends Namable>(people: readonly Person[], words: string, most: number): Person[] {
  const wanted = fold(words);
  const rank = ({ displayName }: Person) => {
    const name = fold(displayName);
    if (name.startsWith(wanted)) return 0;
    return name.split(/[\s-]+/u).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  const found = people
    .map((person) => ({ person, at: rank(person) }))
    .filter(({ at }) => at < 2)
    .sort((a, b) => a.at - b.at)
    .map(({ person }) => person);
  // The whole of a name stands there already.
  if (found.length === 1 && found[0] !== undefined && fold(found[0].displayName) === wanted) return [];
  return found.slice(0, most);
}
