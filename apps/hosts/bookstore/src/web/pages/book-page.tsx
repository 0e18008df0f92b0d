import { Link } from 'wouter';
import { Cover } from '../parts/cover.tsx';
import { priceOf } from '../parts/words.ts';
import { useShop } from '../shop-context.ts';
import { NowherePage } from './nowhere-page.tsx';

/** One book, and whose favourite it is. */
export function BookPage({ id }: { readonly id: string }) {
  const { shop } = useShop();
  const book = shop.books.find((each) => each.id === id);
  if (book === undefined) return <NowherePage />;
  return (
    <main className="br-page br-book">
      <div className="br-book__cover">
        <Cover book={book} />
      </div>
      <div>
        <p className="br-kicker">{book.shelf}</p>
        <h1 className="br-title">{book.title}</h1>
        <p className="br-small">{book.author}</p>
        <p className="br-text">{book.blurb}</p>
        <p className="br-price">{priceOf(book.price)}</p>
        {book.pickOf !== null && (
          <p className="br-text">
            <Link className="br-link" href={`/members/${encodeURIComponent(book.pickOf)}`}>
              Ask the member who picked it
            </Link>
          </p>
        )}
      </div>
    </main>
  );
}
