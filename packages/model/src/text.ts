import type { Mention } from '@natter/protocol';
import { MENTIONS } from '@natter/protocol';
import { hasVisible } from './invisible.ts';

/** C0 and C1 controls but tab and line feed. */
const CONTROLS = /(?![\t\n])\p{Control}/gu;
const LONE_SURROGATE = /\p{Surrogate}/u;
const CR = /\r\n?/g;

/**
 * The one form in which text is stored and counted: NFC, line ends as `\n`, no control characters but tab and line feed.
 * Nothing else is touched: a text is shown as it was typed. Idempotent.
 */
export function normaliseText(text: string): string {
  return text.replace(CR, '\n').replace(CONTROLS, '').normalize('NFC');
}

/** Length as people and the database count it. */
export function codePointLength(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** Size in UTF-8, in bytes, without encoding it. A lone surrogate counts 3, as its replacement does. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Why a text cannot be sent. `length` and `maxLength` in code points. */
export type TextFault =
  | { readonly fault: 'empty' }
  | { readonly fault: 'too_long'; readonly length: number; readonly maxLength: number }
  | { readonly fault: 'not_storable' };

export type TextCheck =
  | { readonly ok: true; readonly text: string; readonly length: number }
  | ({ readonly ok: false } & TextFault);

/** Decides whether a text may be a message and answers it normalised. `maxLength` in code points. */
export function checkText(text: string, limits: { readonly maxLength: number }): TextCheck {
  if (LONE_SURROGATE.test(text)) return { ok: false, fault: 'not_storable' };
  const normalised = normaliseText(text);
  if (!hasVisible(normalised)) return { ok: false, fault: 'empty' };
  const length = codePointLength(normalised);
  if (length > limits.maxLength) return { ok: false, fault: 'too_long', length, maxLength: limits.maxLength };
  return { ok: true, text: normalised, length };
}

/** Whether mentions lie inside a normalised text of `length` code points, in order and without overlap. */
export function areMentionsValid(mentions: readonly Mention[], length: number): boolean {
  if (mentions.length > MENTIONS) return false;
  let last = 0;
  for (const { start, end } of mentions) {
    if (!Number.isInteger(start) || !Number.isInteger(end)) return false;
    if (start < last || end <= start || end > length) return false;
    last = end;
  }
  return true;
}
