import { Link } from 'wouter';
import { ClubCards } from '../parts/club-cards.tsx';
import { Cover } from '../parts/cover.tsx';
import { priceOf } from '../parts/words.ts';
import { useShop } from '../shop-context.ts';

/** The shop window: this week's tables, and who meets in the back room. */
export function FrontPage() {
  const { shop } = useShop();
  return (
    <main className="br-page">
      <section className="br-window">
        <p className="br-kicker">Independent since 2016 · Mind the step</p>
        <h1 className="br-window__title">Books, and the people who press them into your hands</h1>
        <p className="br-text">
          Eight on the tables this week, each with somebody behind it who will not be quiet about it.
        </p>
      </section>
      <h2 className="br-heading">On the tables</h2>
      <ul className="br-shelf">
        {shop.books.map((book) => (
          <li key={book.id} className="br-shelf__book">
            <Link href={`/books/${book.id}`} className="br-shelf__link">
              <Cover book={book} />
              <span className="br-shelf__title">{book.title}</span>
              <span className="br-shelf__author">{book.author}</span>
            </Link>
            <span className="br-price">{priceOf(book.price)}</span>
          </li>
        ))}
      </ul>
      <h2 className="br-heading">In the back room</h2>
      <ClubCards />
    </main>
  );
}
