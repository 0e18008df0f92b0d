// Writes packages/ui/src/emoji/emoji-data.ts, once for a new version of Unicode, from the data of the npm package `emojibase-data`,
// which is too large to be installed with everything else:
//   cd /tmp && npm pack emojibase-data@17.0.0 && tar xzf emojibase-data-17.0.0.tgz
//   node tools/emoji-data.mjs /tmp/package
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './lib/paths.mjs';

const source = process.argv[2];
if (source === undefined) throw new Error('Say where the unpacked package is.');
const read = (path) => JSON.parse(readFileSync(join(source, path), 'utf8'));
const { version } = read('package.json');
const shortcodes = read('en/shortcodes/github.json');
const TONES = ['1F3FB', '1F3FC', '1F3FD', '1F3FE', '1F3FF'].map((hex) =>
  String.fromCodePoint(Number.parseInt(hex, 16)),
);
/** As emojibase numbers them; 2 are parts of emoji, not emoji. */
const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9];

/** As `packages/ui/src/emoji/skin-tone.ts` does it: only emoji for which this gives what Unicode has can take a tone. */
function withTone(emoji, tone) {
  const [first = '', ...rest] = emoji;
  return first + tone + (rest[0] === '\ufe0f' ? rest.slice(1) : rest).join('');
}

const bare = (text) => text.replaceAll('\ufe0f', '');

function takesTone({ unicode, skins = [] }) {
  const made = skins.map((each) => bare(each.unicode));
  return made.length > 0 && TONES.every((tone) => made.includes(bare(withTone(unicode, tone))));
}

const IS_EMOJI = /^\p{RGI_Emoji}$/v;

/** As Unicode recommends it for interchange: with variation selectors where they change something, and nowhere else. */
function canonical(unicode) {
  const spellings = [unicode, unicode.replace(/\ufe0f$/, ''), bare(unicode)];
  // What this Node does not know yet is new, and what is new needs no selector.
  return spellings.find((each) => IS_EMOJI.test(each)) ?? bare(unicode);
}

const bySlug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}+-]+/gu, '_');

function lineOf(entry) {
  const names = [shortcodes[entry.hexcode] ?? []].flat();
  const label = entry.label;
  const known = new Set(label.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const tags = (entry.tags ?? []).filter((tag) => !known.has(tag));
  const words = [...new Set([...names.filter((name) => name !== bySlug(label)), ...tags])];
  return `${takesTone(entry) ? '+' : ''}${canonical(entry.unicode)}|${label}|${words.join(' ')}`;
}

const emoji = read('en/compact.json').filter(({ group, order }) => group !== undefined && order !== undefined);
const groups = GROUPS.map((number) =>
  emoji
    .filter(({ group }) => group === number)
    .sort((a, b) => a.order - b.order)
    .map(lineOf)
    .join('\n'),
);
const text = groups.join('\n\n');
if (/[`\\$]/.test(text)) throw new Error('The data has signs that a template literal would not keep.');
writeFileSync(
  inRoot('packages/ui/src/emoji/emoji-data.ts'),
  `/**
 * Every emoji with its English words: \`tools/emoji-data.mjs\` wrote this from emojibase-data ${version} (MIT; names by Unicode CLDR).
 * One a line, groups parted by an empty one: the emoji (\`+\` before it: it takes a skin tone), its name, more words.
 */
export const EMOJI_DATA = \`${text}\`;
`,
);
