import { Link, useLocation } from 'wouter';
import type { Member } from '../../shared/wire.ts';
import { AskedPage } from '../parts/asked-page.tsx';
import { Face } from '../parts/face.tsx';
import { Later } from '../parts/later.tsx';
import { ProfileNav } from '../parts/profile-nav.tsx';
import { SignInFirst } from '../parts/sign-in-first.tsx';
import { Standing } from '../parts/standing.tsx';
import { monthOf } from '../parts/words.ts';
import { shopApi } from '../shop-api.ts';
import { belongs, useShop } from '../shop-context.ts';
import { useAsked } from '../use-asked.ts';
import { NowherePage } from './nowhere-page.tsx';

const loadMessageMember = async () => (await import('../messaging/message-member.tsx')).MessageMember;

/** What one can do on somebody's page: write to them, where both belong to the store. */
function Writing({ me, member }: { readonly me: Member; readonly member: Member }) {
  const { shop, client } = useShop();
  if (!belongs(member, shop)) {
    return <p className="br-note">Not in one of our clubs, so there is no way to write to them from here.</p>;
  }
  if (!belongs(me, shop)) {
    return (
      <p className="br-note">
        Members of our clubs write to each other.{' '}
        <Link className="br-link" href="/membership">
          See the clubs
        </Link>
      </p>
    );
  }
  if (client === null) return null;
  return (
    <Later load={loadMessageMember} props={{ client, member }} meanwhile={<div className="br-message-member" />} />
  );
}

function Profile({ me, member }: { readonly me: Member; readonly member: Member }) {
  const { shop, signOut } = useShop();
  const [, navigate] = useLocation();
  const isMe = me.id === member.id;
  const clubs = shop.clubs.filter(({ id }) => member.clubs.includes(id));
  const picks = shop.books.filter(({ pickOf }) => pickOf === member.id);
  return (
    <>
      {isMe && <ProfileNav me={me} />}
      <article className="br-profile">
        <Face member={member} size={112} />
        <div className="br-profile__words">
          <h1 className="br-title" dir="auto">
            {member.name}
          </h1>
          <Standing member={member} />
          <p className="br-text" dir="auto">
            {member.about}
          </p>
          <dl className="br-facts">
            <dt>Clubs</dt>
            <dd>{clubs.length === 0 ? 'None yet' : clubs.map(({ name }) => name).join(', ')}</dd>
            <dt>Here since</dt>
            <dd>{monthOf(member.since)}</dd>
            {picks.length > 0 && (
              <>
                <dt>Will press on you</dt>
                <dd>
                  {picks.map((book) => (
                    <Link key={book.id} className="br-link" href={`/books/${book.id}`}>
                      {book.title}
                    </Link>
                  ))}
                </dd>
              </>
            )}
          </dl>
          {isMe ? (
            <button
              type="button"
              className="br-button"
              data-quiet=""
              onClick={() => void signOut().then(() => navigate('/'))}
            >
              Sign out
            </button>
          ) : (
            <Writing me={me} member={member} />
          )}
        </div>
      </article>
    </>
  );
}

/** A member's page; one's own has the ways of a profile. */
export function MemberPage({ id }: { readonly id: string }) {
  const { shop } = useShop();
  const [members, again] = useAsked(shopApi.members);
  const { me } = shop;
  if (me === null) return <SignInFirst what="who comes here" />;
  return (
    <AskedPage asked={members} onRetry={again}>
      {(answer) => {
        const member = id === me.id ? me : answer.members.find((each) => each.id === id);
        if (member === undefined) return <NowherePage />;
        return (
          <main className="br-page">
            <Profile me={me} member={member} />
          </main>
        );
      }}
    </AskedPage>
  );
}
