import type { Chance } from '../seeded.ts';

const WORDS = [
  'bread',
  'Ωmega',
  'naïve',
  '🙂',
  '👩‍👩‍👧',
  'שלום',
  '日本語',
  "it's <b>fine</b>",
  '\\n',
  '%s',
  'tomorrow',
  '—',
];

/** Texts that differ from each other, some in other scripts, with several lines, or long. */
export function createTexts(device: string, chance: Chance): () => string {
  let made = 0;
  return () => {
    const words = Array.from({ length: chance.whole(1, 8) }, () => chance.pick(WORDS));
    const text = `${device} ${++made}: ${words.join(chance.next() < 0.1 ? '\n' : ' ')}`;
    return chance.next() < 0.01 ? `${text} ${'long '.repeat(chance.whole(100, 800))}end` : text;
  };
}
