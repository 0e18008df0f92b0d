import { find } from 'linkifyjs';
import type { FindLinks, FoundLink } from './found-link.ts';

const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * The address a link may lead to, or null: only http, https, mailto and tel, and never one that hides another host in its
 * user part. Everything of the kit that makes a link of somebody's words asks here.
 */
export function safeHref(href: string): string | null {
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    // Not an address at all: it stays the text it is.
    return null;
  }
  if (!SAFE_PROTOCOLS.has(url.protocol)) return null;
  if (url.username !== '' || url.password !== '') return null;
  return url.href;
}

/** Web and mail addresses that may be followed; one without a scheme gets https. */
export const findLinks: FindLinks = (text) => {
  const links: FoundLink[] = [];
  for (const { type, href, start, end } of find(text, { defaultProtocol: 'https' })) {
    const safe = type === 'url' || type === 'email' ? safeHref(href) : null;
    if (safe !== null && start >= (links.at(-1)?.end ?? 0)) links.push({ href: safe, start, end });
  }
  return links;
};
