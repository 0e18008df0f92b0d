import type { Person } from '@natter/protocol';
import { OfficeBadge } from './office-badge.tsx';

/** What a name needs to stand for its person. */
export type Named = Pick<Person, 'displayName' | 'office'>;

/** A name that stands for a person, in its own direction, with the office where there is one. */
export function PersonName({ person }: { readonly person: Named }) {
  return (
    <span className="ntr-name">
      <bdi className="ntr-name__text">{person.displayName}</bdi>
      {person.office ? ' ' : null}
      <OfficeBadge person={person} />
    </span>
  );
}
