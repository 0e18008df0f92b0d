import type { Tier } from '../../shared/wire.ts';
import { ClubCards } from '../parts/club-cards.tsx';
import { ProfileNav } from '../parts/profile-nav.tsx';
import { TIERS } from '../parts/words.ts';
import { useShop } from '../shop-context.ts';

interface Offer {
  readonly tier: Tier;
  readonly price: string;
  readonly gives: readonly string[];
}

const OFFERS: readonly Offer[] = [
  {
    tier: 'free',
    price: 'With a smile',
    gives: ['A chair at one of our clubs', 'Answer whoever writes to you', 'Your messages are kept for 30 days'],
  },
  {
    tier: 'privileged',
    price: '€4 a month',
    gives: ['Write to any member first', 'Your messages are kept for half a year', 'Ten per cent off picture books'],
  },
  {
    tier: 'privileged_plus',
    price: '€9 a month',
    gives: ['Write to any member first', 'Your messages are kept for a year', 'The good biscuits'],
  },
];

/** What each membership gives, and how to change it. */
export function MembershipPage() {
  const { shop } = useShop();
  const { me } = shop;
  return (
    <main className="br-page">
      {me !== null && <ProfileNav me={me} />}
      <h1 className="br-title">Membership</h1>
      <ul className="br-offers">
        {OFFERS.map(({ tier, price, gives }) => (
          <li key={tier} className="br-card" data-mine={me?.tier === tier ? '' : undefined}>
            <h2 className="br-card__title">{TIERS[tier]}</h2>
            <p className="br-price">{price}</p>
            <ul className="br-gives">
              {gives.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            {me?.tier === tier && <p className="br-stamp">Yours</p>}
          </li>
        ))}
      </ul>
      <p className="br-text">
        Ask Maya or Lena at the counter: a change holds at once. You do not lose a conversation by it.
      </p>
      <h2 className="br-heading">Our clubs</h2>
      <ClubCards />
    </main>
  );
}
