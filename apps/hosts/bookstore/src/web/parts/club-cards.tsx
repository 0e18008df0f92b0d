import { useShop } from '../shop-context.ts';

/** The shop's own clubs, each on a card. */
export function ClubCards() {
  const { shop } = useShop();
  return (
    <ul className="br-clubs">
      {shop.clubs
        .filter(({ isOurs }) => isOurs)
        .map((club) => (
          <li key={club.id} className="br-card">
            <h3 className="br-card__title">{club.name}</h3>
            <p className="br-small">{club.meets}</p>
            <p className="br-text">{club.about}</p>
          </li>
        ))}
    </ul>
  );
}
