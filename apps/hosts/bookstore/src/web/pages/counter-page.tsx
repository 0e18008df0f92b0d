import { type CSSProperties, useState } from 'react';
import { Link } from 'wouter';
import { type Member, type MemberPatch, type Shop, Tier } from '../../shared/wire.ts';
import { STAFF } from '../messaging/places.ts';
import { AskedPage } from '../parts/asked-page.tsx';
import { Face } from '../parts/face.tsx';
import { ProfileNav } from '../parts/profile-nav.tsx';
import { SignInFirst } from '../parts/sign-in-first.tsx';
import { OFFICES, TIERS } from '../parts/words.ts';
import { sentenceOf, shopApi } from '../shop-api.ts';
import { useShop } from '../shop-context.ts';
import { useAsked } from '../use-asked.ts';

type Club = Shop['clubs'][number];

interface CardProps {
  readonly member: Member;
  readonly clubs: readonly Club[];
  readonly onChange: (patch: MemberPatch) => Promise<void>;
}

/** One member's card at the counter: what is chosen is written down at once, and is as it was when that fails. */
function CounterCard({ member: written, clubs, onChange }: CardProps) {
  const [said, setSaid] = useState('');
  const [chosen, setChosen] = useState<MemberPatch>({});
  const member = { ...written, tier: chosen.tier ?? written.tier, clubs: chosen.clubs ?? written.clubs };
  const change = (patch: MemberPatch) => {
    setChosen((was) => ({ ...was, ...patch }));
    setSaid('Writing it down …');
    onChange(patch)
      .then(
        () => setSaid('Done'),
        (error: unknown) => setSaid(sentenceOf(error)),
      )
      .finally(() => setChosen({}));
  };
  const toggle = (club: string) =>
    change({
      clubs: member.clubs.includes(club) ? member.clubs.filter((each) => each !== club) : [...member.clubs, club],
    });
  return (
    <li className="br-counter">
      <div className="br-counter__who">
        <Face member={member} size={44} />
        <span>
          <span className="br-member__name" dir="auto">
            {member.name}
          </span>
          {member.office !== null && <span className="br-office">{OFFICES[member.office]}</span>}
        </span>
      </div>
      <label className="br-field">
        <span className="br-hidden">Membership of {member.name}</span>
        <select
          className="br-select"
          value={member.tier}
          onChange={({ target }) => change({ tier: Tier.parse(target.value) })}
        >
          {Tier.options.map((tier) => (
            <option key={tier} value={tier}>
              {TIERS[tier]}
            </option>
          ))}
        </select>
      </label>
      <fieldset className="br-counter__clubs">
        <legend className="br-hidden">Clubs of {member.name}</legend>
        {clubs.map(({ id, name }) => (
          <label key={id} className="br-choice">
            <input type="checkbox" checked={member.clubs.includes(id)} onChange={() => toggle(id)} />
            <span className="br-counter__club">{name}</span>
          </label>
        ))}
      </fieldset>
      <p className="br-counter__said" role="status">
        {said}
      </p>
    </li>
  );
}

/** The counter: manager and owner change memberships and clubs here. Natter knows before the answer is back. */
export function CounterPage() {
  const { shop, reload } = useShop();
  const [members, again] = useAsked(shopApi.members);
  const { me } = shop;
  const clubs = shop.clubs.filter(({ isOurs }) => isOurs);
  const columns: CSSProperties & Record<'--br-clubs', number> = { '--br-clubs': clubs.length };
  if (me === null) return <SignInFirst what="the counter" />;
  return (
    <main className="br-page">
      <ProfileNav me={me} />
      <h1 className="br-title">The counter</h1>
      {me.office !== null && (
        <p className="br-text">
          What is chosen here is written down at once.{' '}
          <Link className="br-link" href={STAFF}>
            Reports, words and the state of messages
          </Link>{' '}
          have pages of their own.
        </p>
      )}
      {me.office === null ? (
        <p className="br-text">Only the shop’s manager and owner stand here.</p>
      ) : (
        <AskedPage asked={members} onRetry={again}>
          {(answer) => (
            <div className="br-counters" style={columns}>
              {/* Each field says by itself what it is; these are for the eye. */}
              <div className="br-counters__head" aria-hidden="true">
                <span>Member</span>
                <span>Membership</span>
                <span className="br-counter__clubs">
                  {clubs.map(({ id, name }) => (
                    <span key={id}>{name}</span>
                  ))}
                </span>
              </div>
              <ul>
                {answer.members.map((member) => (
                  <CounterCard
                    key={member.id}
                    member={member}
                    clubs={clubs}
                    onChange={async (patch) => {
                      await shopApi.changeMember(member.id, patch);
                      await Promise.all([again(), reload()]);
                    }}
                  />
                ))}
              </ul>
            </div>
          )}
        </AskedPage>
      )}
    </main>
  );
}
