import type { ReactNode } from 'react';
import { type Named, PersonName } from '../parts/person-name.tsx';

/** Stands in a sentence where a name belongs; of Unicode's private use, so that no text has it. */
const MARK = '\ue000';

interface ToldProps<Role extends string> {
  /** Who is in it by the names of its placeholders; a string for whoever is nobody in particular. */
  readonly people: Readonly<Record<Role, Named | string>>;
  /** The sentence with these texts in place of the names. */
  readonly words: (names: Record<Role, string>) => string;
}

/** A line of the record: a translated sentence in which each name is a person's, with their office. */
export function Told<Role extends string>({ people, words }: ToldProps<Role>): ReactNode {
  const roles = Object.keys(people) as Role[];
  const marks = Object.fromEntries(roles.map((role) => [role, `${MARK}${role}${MARK}`])) as Record<Role, string>;
  // Every second part is the name of a placeholder.
  const parts = words(marks).split(MARK);
  return (
    <span className="ntr-told">
      {parts.map((part, index) => {
        if (index % 2 === 0) return part;
        const who = people[part as Role];
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence change only together.
        return typeof who === 'string' ? who : <PersonName key={index} person={who} />;
      })}
    </span>
  );
}
