import type { Book } from '../../shared/wire.ts';

/** A book as it lies on the table: bound in cloth, set by hand. */
export function Cover({ book }: { readonly book: Pick<Book, 'title' | 'author' | 'cloth'> }) {
  return (
    <span className="br-cover" data-cloth={book.cloth} aria-hidden="true">
      <span className="br-cover__frame">
        <span className="br-cover__title">{book.title}</span>
        <span className="br-cover__rule" />
        <span className="br-cover__author">{book.author}</span>
      </span>
    </span>
  );
}
