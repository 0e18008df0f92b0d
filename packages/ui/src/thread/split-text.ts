import type { Mention, Person, UserId } from '@natter/protocol';
import type { FindLinks } from './found-link.ts';

/** A run of a message's text. Always text: nothing of a message is ever markup. */
export type TextRun =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mention'; readonly text: string; readonly userId: UserId };

const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:']);

/** The address a link may lead to, or null: only http, https and mailto, and never one that hides another host in its user part. */
export function safeHref(href: string): string | null {
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    // Not an address at all: it stays the text it is.
    return null;
  }
  if (!SAFE_PROTOCOLS.has(url.protocol)) return null;
  if (url.protocol !== 'mailto:' && (url.username !== '' || url.password !== '')) return null;
  return url.href;
}

function splitLinks(text: string, findLinks: FindLinks | null): TextRun[] {
  const runs: TextRun[] = [];
  let at = 0;
  for (const match of findLinks?.(text) ?? []) {
    if (match.type !== 'url' && match.type !== 'email') continue;
    const href = safeHref(match.href);
    if (href === null || match.start < at) continue;
    if (match.start > at) runs.push({ kind: 'text', text: text.slice(at, match.start) });
    runs.push({ kind: 'link', text: text.slice(match.start, match.end), href });
    at = match.end;
  }
  if (at < text.length) runs.push({ kind: 'text', text: text.slice(at) });
  return runs;
}

/** Code-point offsets, as mentions carry them, to UTF-16 offsets, as strings have them. */
function utf16Offsets(text: string): (codePoint: number) => number {
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  return (codePoint) => offsets[codePoint] ?? at;
}

/** A message's text in runs: mentions first, links in what is between them. Mentions that overlap or run out are left as text. */
export function splitText(text: string, mentions: readonly Mention[], findLinks: FindLinks | null): TextRun[] {
  if (mentions.length === 0) return splitLinks(text, findLinks);
  const offset = utf16Offsets(text);
  const runs: TextRun[] = [];
  let at = 0;
  for (const mention of [...mentions].sort((a, b) => a.start - b.start)) {
    const [start, end] = [offset(mention.start), offset(mention.end)];
    if (start < at || end <= start) continue;
    if (start > at) runs.push(...splitLinks(text.slice(at, start), findLinks));
    runs.push({ kind: 'mention', text: text.slice(start, end), userId: mention.userId });
    at = end;
  }
  if (at < text.length) runs.push(...splitLinks(text.slice(at), findLinks));
  return runs;
}

/** The name a mention is announced by, where it is known. */
export function mentionName(userId: UserId, people: ReadonlyMap<UserId, Person>): string | null {
  return people.get(userId)?.displayName ?? null;
}
