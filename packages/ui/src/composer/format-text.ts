/** A field's text with what is selected in it, in UTF-16 units. */
export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What to put in the place of `[start, end)`, and what to select then, counted from `start`. */
export interface Replacement {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly select: readonly [from: number, to: number];
}

export type Format = 'bold' | 'italic' | 'strike' | 'code' | 'block' | 'quote' | 'bullets' | 'numbers';

const MARKERS = { bold: '*', italic: '_', strike: '~', code: '`' } as const;
const LEADS = {
  quote: { is: /^> ?/, lead: () => '> ' },
  bullets: { is: /^[-*•] /, lead: () => '- ' },
  numbers: { is: /^\d{1,9}[.)] /, lead: (line: number) => `${line + 1}. ` },
} as const;

/** Puts a marker on both sides of the selection, or takes it away where it is. Spaces at the ends stay outside. */
function toggleMarker({ text, start, end }: Selected, marker: string): Replacement {
  const picked = text.slice(start, end);
  const size = marker.length;
  if (text.slice(start - size, start) === marker && text.slice(end, end + size) === marker) {
    return { text: picked, start: start - size, end: end + size, select: [0, picked.length] };
  }
  const lead = picked.length - picked.trimStart().length;
  const words = picked.trim();
  if (words.length >= 2 * size && words.startsWith(marker) && words.endsWith(marker)) {
    const inner = words.slice(size, -size);
    return { text: inner, start: start + lead, end: start + lead + words.length, select: [0, inner.length] };
  }
  const from = start + (words === '' ? picked.length : lead);
  // Formatting ends with its line, so each line gets its own.
  const marked = words
    .split('\n')
    .map((line) => (line.trim() === '' && words !== '' ? line : `${marker}${line}${marker}`))
    .join('\n');
  const select = words.includes('\n') ? ([0, marked.length] as const) : ([size, marked.length - size] as const);
  return { text: marked, start: from, end: from + words.length, select };
}

/** Gives each line that the selection touches the beginning of a quote or list, or takes it away where all have it. */
function toggleLead({ text, start, end }: Selected, { is, lead }: (typeof LEADS)[keyof typeof LEADS]): Replacement {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const to = lineEnd === -1 ? text.length : lineEnd;
  const lines = text.slice(from, to).split('\n');
  const hasAll = lines.every((line) => is.test(line));
  const changed = lines.map((line, at) => (hasAll ? line.replace(is, '') : lead(at) + line.replace(is, ''))).join('\n');
  return { text: changed, start: from, end: to, select: [lines.length === 1 ? changed.length : 0, changed.length] };
}

/** A block of code of its own lines. */
function makeBlock({ text, start, end }: Selected): Replacement {
  const before = start === 0 || text[start - 1] === '\n' ? '' : '\n';
  const after = end === text.length || text[end] === '\n' ? '' : '\n';
  const picked = text.slice(start, end);
  const lead = `${before}\`\`\`\n`;
  const block = `${lead}${picked}\n\`\`\`${after}`;
  return { text: block, start, end, select: [lead.length, lead.length + picked.length] };
}

/** What one press of a formatting key or button makes of a text. Twice is as before, but for a block of code. */
export function formatText(selected: Selected, format: Format): Replacement {
  if (format === 'block') return makeBlock(selected);
  if (format === 'quote' || format === 'bullets' || format === 'numbers') return toggleLead(selected, LEADS[format]);
  return toggleMarker(selected, MARKERS[format]);
}

interface ShortcutKey {
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** With Ctrl or ⌘, by the place on the keyboard. */
export const FORMAT_KEYS: Readonly<Record<string, Format>> = {
  KeyB: 'bold',
  KeyI: 'italic',
  KeyE: 'code',
  ShiftKeyX: 'strike',
  ShiftDigit7: 'numbers',
  ShiftDigit8: 'bullets',
  ShiftDigit9: 'quote',
};

/** The formatting that Ctrl or ⌘ with a key stands for; they count in the message box alone. */
export function formatOfKey(key: ShortcutKey): Format | null {
  if (key.altKey || key.ctrlKey === key.metaKey) return null;
  return FORMAT_KEYS[(key.shiftKey ? 'Shift' : '') + key.code] ?? null;
}
