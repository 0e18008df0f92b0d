import type { MessageRequest } from '../base/slot-props.ts';
import { FORMAT_KEYS, type Format } from '../composer/format-text.ts';
import type { KeyOf } from '../i18n/en.ts';
import { ROW_KEYS, ROW_STEPS, type RowAction, type RowStep } from '../inbox/row-keys.ts';
import { MESSAGE_KEYS, MESSAGE_STEPS, type MessageStep } from '../thread/message-keys.ts';
import type { enKeys } from './en-keys.ts';
import { type Keys, type KeysOption, keysOf, type ShortcutId } from './shortcuts.ts';

type Word = KeyOf<typeof enKeys>;

/** One thing that keys do. */
export interface KeyLine {
  readonly text: Word;
  /** Ways to do it, each a combination. */
  readonly ways: readonly Keys[];
}

export interface KeyGroup {
  readonly title: Word;
  readonly lines: readonly KeyLine[];
}

const ROW_STEP_WORDS: Readonly<Record<RowStep, Word>> = {
  previous: 'keys.move',
  next: 'keys.move',
  first: 'keys.ends',
  last: 'keys.ends',
  pageUp: 'keys.pages',
  pageDown: 'keys.pages',
  open: 'keys.open',
  menu: 'keys.rowMenu',
};

const ROW_WORDS: Readonly<Record<Exclude<RowAction, 'undo'>, Word>> = {
  pin: 'keys.pin',
  mute: 'keys.mute',
  unread: 'keys.unread',
  archive: 'keys.archive',
  delete: 'keys.delete',
};

const MESSAGE_STEP_WORDS: Readonly<Record<MessageStep, Word>> = {
  older: 'keys.moveMessages',
  newer: 'keys.moveMessages',
  first: 'keys.ends',
  last: 'keys.ends',
  leave: 'keys.back',
};

/** A request without words is one that no key may have. */
const MESSAGE_WORDS: Readonly<Partial<Record<MessageRequest, Word>>> = {
  menu: 'keys.actions',
  react: 'keys.react',
  'act:reply': 'keys.reply',
  'act:edit': 'keys.edit',
  'act:star': 'keys.star',
  'act:forward': 'keys.forward',
  'act:copy': 'keys.copy',
  'act:details': 'keys.details',
  'act:unread': 'keys.unreadFromHere',
  'act:delete': 'keys.delete',
};

const FORMAT_WORDS: Readonly<Record<Exclude<Format, 'block'>, Word>> = {
  bold: 'keys.bold',
  italic: 'keys.italic',
  strike: 'keys.strike',
  code: 'keys.code',
  numbers: 'keys.numbers',
  bullets: 'keys.bullets',
  quote: 'keys.quote',
};

const capOf = (key: string) => (key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key);

/** The keys of a table, those that do the same in one line. */
function linesOf<Act extends string>(
  table: Readonly<Record<string, Act>>,
  words: Readonly<Partial<Record<Act, Word>>>,
): readonly KeyLine[] {
  const lines = new Map<Word, string[]>();
  for (const [key, act] of Object.entries(table)) {
    const text = words[act];
    if (text === undefined) throw new Error(`The key ${key} has no words.`);
    lines.set(text, [...(lines.get(text) ?? []), capOf(key)]);
  }
  return [...lines].map(([text, ways]) => ({ text, ways }));
}

/** `ShiftDigit7` as it is pressed: `Mod+Shift+7`. */
const formatWay = (place: string) => `Mod+${place.replace(/^Shift/, 'Shift+').replace(/(Key|Digit)(?=.$)/, '')}`;

const UNDO: KeyLine = { text: 'keys.undo', ways: ['Mod+Z'] };

function everywhere(option: KeysOption): readonly KeyLine[] {
  if (option.scope === 'off') return [];
  return (Object.entries(keysOf(option)) as [ShortcutId, Keys | null][]).flatMap(([id, way]) =>
    way === null ? [] : [{ text: `keys.${id}`, ways: [way] } as const],
  );
}

function writing(enterSends: boolean, hasFormats: boolean): readonly KeyLine[] {
  const formats = Object.fromEntries(Object.entries(FORMAT_KEYS).map(([place, format]) => [formatWay(place), format]));
  return [
    { text: 'keys.send', ways: enterSends ? ['Enter', 'Mod+Enter'] : ['Mod+Enter'] },
    { text: 'keys.newLine', ways: enterSends ? ['Shift+Enter'] : ['Enter', 'Shift+Enter'] },
    { text: 'keys.editLast', ways: ['ArrowUp'] },
    { text: 'keys.mention', ways: ['@'] },
    { text: 'keys.emoji', ways: [':'] },
    ...(hasFormats ? linesOf(formats, FORMAT_WORDS) : []),
    { text: 'keys.escape', ways: ['Escape'] },
  ];
}

/**
 * All that can be done by key, from the tables that the keys themselves are read from; keys that are switched off have no line.
 *
 * @throws Error where a table has a key for which there are no words
 */
export function keyGroups(option: KeysOption, enterSends: boolean, hasFormats: boolean): readonly KeyGroup[] {
  const groups: readonly KeyGroup[] = [
    { title: 'keys.everywhere', lines: everywhere(option) },
    { title: 'keys.list', lines: [...linesOf(ROW_STEPS, ROW_STEP_WORDS), ...linesOf(ROW_KEYS, ROW_WORDS), UNDO] },
    { title: 'keys.thread', lines: linesOf(MESSAGE_STEPS, MESSAGE_STEP_WORDS) },
    { title: 'keys.message', lines: [...linesOf(MESSAGE_KEYS, MESSAGE_WORDS), UNDO] },
    { title: 'keys.writing', lines: writing(enterSends, hasFormats) },
  ];
  return groups.filter(({ lines }) => lines.length > 0);
}
