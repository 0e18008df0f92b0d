import { Link, useLocation } from 'wouter';
import type { Member } from '../../shared/wire.ts';
import { UnreadBadge } from '../messaging/unread-badge.tsx';

/** The ways of one's own profile. */
export function ProfileNav({ me }: { readonly me: Member }) {
  const [path] = useLocation();
  const own = `/members/${encodeURIComponent(me.id)}`;
  const ways = [
    { href: own, label: 'Profile' },
    { href: '/messages', label: 'Messages', hasBadge: true },
    { href: '/membership', label: 'Membership' },
    ...(me.office === null ? [] : [{ href: '/counter', label: 'Counter' }]),
  ];
  return (
    <nav className="br-profile-nav" aria-label="Your profile">
      {ways.map(({ href, label, hasBadge }) => (
        <Link key={href} href={href} className="br-tab" aria-current={path === href ? 'page' : undefined}>
          {label}
          {hasBadge === true && <UnreadBadge />}
        </Link>
      ))}
    </nav>
  );
}
