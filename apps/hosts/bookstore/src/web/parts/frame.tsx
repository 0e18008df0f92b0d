import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { UnreadBadge } from '../messaging/unread-badge.tsx';
import { useShop } from '../shop-context.ts';
import { Face } from './face.tsx';
import { Glyph, type GlyphName } from './glyph.tsx';

interface Way {
  readonly href: string;
  readonly label: string;
  readonly glyph: GlyphName;
  readonly hasBadge?: boolean;
}

const WAYS: readonly Way[] = [
  { href: '/', label: 'Books', glyph: 'book' },
  { href: '/members', label: 'Members', glyph: 'people' },
  { href: '/book-chat', label: 'Book chat', glyph: 'mask' },
  { href: '/messages', label: 'Messages', glyph: 'letter', hasBadge: true },
];

function isAt(path: string, href: string): boolean {
  return href === '/' ? path === '/' || path.startsWith('/books/') : path === href || path.startsWith(`${href}/`);
}

function Ways({ path }: { readonly path: string }) {
  return (
    <nav className="br-ways" aria-label="The shop">
      {WAYS.map(({ href, label, glyph, hasBadge }) => (
        <Link key={href} href={href} className="br-way" aria-current={isAt(path, href) ? 'page' : undefined}>
          <Glyph name={glyph} />
          <span>{label}</span>
          {hasBadge === true && <UnreadBadge />}
        </Link>
      ))}
    </nav>
  );
}

/** The shop's sign above, its ways beside it (below, on a phone), and the page between. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { shop } = useShop();
  const [path] = useLocation();
  const { me } = shop;
  // What Natter fills, it fills to the edges.
  const isMessages = /^(\/counter)?\/messages(\/|$)/.test(path);
  const isThread = /^\/messages\/./.test(path);
  return (
    <div className="br-frame" data-room={isMessages ? 'messages' : 'shop'} data-thread={isThread}>
      <a className="br-skip" href="#page">
        Skip to the page
      </a>
      <header className="br-sign">
        <Link href="/" className="br-sign__name">
          {shop.name}
        </Link>
        <Ways path={path} />
        {me === null ? (
          <Link href="/sign-in" className="br-button" data-quiet="">
            Sign in
          </Link>
        ) : (
          <Link
            href={`/members/${encodeURIComponent(me.id)}`}
            className="br-me"
            aria-label={`Your profile, ${me.name}`}
          >
            <Face member={me} size={34} />
          </Link>
        )}
      </header>
      <div className="br-room" id="page" tabIndex={-1}>
        {children}
      </div>
    </div>
  );
}
