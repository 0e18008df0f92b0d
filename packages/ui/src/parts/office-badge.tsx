import type { Person } from '@natter/protocol';
import { useText } from '../base/ui-context.ts';

/** The office somebody has in the store, beside their name: one deals with the store, not with a neighbour. Else nothing. */
export function OfficeBadge({ person }: { readonly person: Pick<Person, 'office'> }) {
  const t = useText();
  if (person.office === undefined || person.office === null) return null;
  return <span className="ntr-office">{t(`office.${person.office}`)}</span>;
}
