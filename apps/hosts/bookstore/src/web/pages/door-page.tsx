import { useLocation } from 'wouter';
import { AskedPage } from '../parts/asked-page.tsx';
import { Face } from '../parts/face.tsx';
import { Standing } from '../parts/standing.tsx';
import { shopApi } from '../shop-api.ts';
import { useShop } from '../shop-context.ts';
import { useAsked } from '../use-asked.ts';

/** The demo's door: one comes in as whomever one likes. */
export function DoorPage() {
  const { reload, signOut, shop } = useShop();
  const [, navigate] = useLocation();
  const [door, again] = useAsked(shopApi.door);
  const enter = async (memberId: string) => {
    if (shop.me !== null) await signOut();
    await shopApi.signIn(memberId);
    await reload();
    navigate('/');
  };
  return (
    <main className="br-page">
      <h1 className="br-title">Who is coming in?</h1>
      <p className="br-text">
        This shop is a demo: be whoever you like. A second browser, or a private window, is a second person.
      </p>
      <AskedPage asked={door} onRetry={again}>
        {({ people }) => (
          <ul className="br-members">
            {people.map((person) => (
              <li key={person.id} className="br-member">
                <button type="button" className="br-member__link" onClick={() => void enter(person.id)}>
                  <Face member={person} size={56} />
                  <span className="br-member__words">
                    <span className="br-member__name" dir="auto">
                      {person.name}
                    </span>
                    <Standing member={person} />
                    <span className="br-small" dir="auto">
                      {person.about}
                    </span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </AskedPage>
    </main>
  );
}
