import { useState } from 'react';
import { Link } from 'wouter';
import type { Member } from '../../shared/wire.ts';
import { AskedPage } from '../parts/asked-page.tsx';
import { Face } from '../parts/face.tsx';
import { SignInFirst } from '../parts/sign-in-first.tsx';
import { Standing } from '../parts/standing.tsx';
import { shopApi } from '../shop-api.ts';
import { belongs, useShop } from '../shop-context.ts';
import { useAsked } from '../use-asked.ts';

function MemberCard({ member }: { readonly member: Member }) {
  const { shop } = useShop();
  const clubs = shop.clubs.filter(({ id }) => member.clubs.includes(id)).map(({ name }) => name);
  return (
    <li className="br-member">
      <Link href={`/members/${encodeURIComponent(member.id)}`} className="br-member__link">
        <Face member={member} size={56} />
        <span className="br-member__words">
          <span className="br-member__name" dir="auto">
            {member.name}
          </span>
          <Standing member={member} />
          <span className="br-small">{clubs.length === 0 ? 'In no club yet' : clubs.join(' · ')}</span>
        </span>
      </Link>
    </li>
  );
}

function Directory({ members }: { readonly members: readonly Member[] }) {
  const { shop } = useShop();
  const [club, setClub] = useState('');
  const shown = members.filter((member) => (club === '' ? belongs(member, shop) : member.clubs.includes(club)));
  const guests = club === '' ? members.filter((member) => !belongs(member, shop)) : [];
  return (
    <>
      <fieldset className="br-filter">
        <legend className="br-hidden">Show</legend>
        {[{ id: '', name: 'All clubs' }, ...shop.clubs.filter(({ isOurs }) => isOurs)].map(({ id, name }) => (
          <label key={id} className="br-choice">
            <input type="radio" name="club" checked={club === id} onChange={() => setClub(id)} />
            {name}
          </label>
        ))}
      </fieldset>
      <ul className="br-members">
        {shown.map((member) => (
          <MemberCard key={member.id} member={member} />
        ))}
      </ul>
      {guests.length > 0 && (
        <>
          <h2 className="br-heading">Also seen in the shop</h2>
          <ul className="br-members">
            {guests.map((member) => (
              <MemberCard key={member.id} member={member} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** Everybody, by club. */
export function MembersPage() {
  const { shop } = useShop();
  const [members, again] = useAsked(shopApi.members);
  if (shop.me === null) return <SignInFirst what="who comes here" />;
  return (
    <main className="br-page">
      <h1 className="br-title">Members</h1>
      <AskedPage asked={members} onRetry={again}>
        {(answer) => <Directory members={answer.members} />}
      </AskedPage>
    </main>
  );
}
