/** A person of the journeys. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

const SURNAMES =
  'Abel Brandt Castell Dahl Evers Falk Grau Holm Ibsen Juhl Krog Lund Moen Nyberg Olsen Prahl Quist Rask Sund Tvedt Ulrik Voss Weber Ylva Zander'.split(
    ' ',
  );

let made = 0;

/** A person nobody has met yet. The surname makes the name one of its kind, so that a search finds this one alone. */
export function newPerson(given: string): Person {
  const number = made++;
  const round = Math.floor(number / SURNAMES.length);
  const surname = `${SURNAMES[number % SURNAMES.length]}${round === 0 ? '' : `-${SURNAMES[round % SURNAMES.length]}`}`;
  return { id: `person-${number + 1}`, name: `${given} ${surname}` };
}
