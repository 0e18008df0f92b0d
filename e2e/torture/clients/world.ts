/** Who takes part: people, their devices, and who talks with whom. */
export interface DevicePlan {
  readonly name: string;
  readonly person: string;
  /** `natter`: our client. `rest`, `socket`: what somebody would write by hand. */
  readonly kind: 'natter' | 'rest' | 'socket';
}

const natter = (name: string, person: string): DevicePlan => ({ name, person, kind: 'natter' });

/** Two people have two devices, and one of them writes by hand as well. */
export const DEVICES: readonly DevicePlan[] = [
  natter('ada-phone', 'ada'),
  natter('ada-desk', 'ada'),
  natter('bo-phone', 'bo'),
  natter('bo-desk', 'bo'),
  natter('cy-phone', 'cy'),
  natter('di-phone', 'di'),
  natter('ed-phone', 'ed'),
  natter('fi-phone', 'fi'),
  natter('gil-phone', 'gil'),
  { name: 'ada-script', person: 'ada', kind: 'rest' },
  { name: 'hal-script', person: 'hal', kind: 'rest' },
  { name: 'ivy-script', person: 'ivy', kind: 'socket' },
  { name: 'jo-script', person: 'jo', kind: 'socket' },
];

/** In no conversation, connected all the time, and curious. */
export const STRANGER = 'eve';

/** Each pair starts its conversation from both sides at once; the later ones in the middle of the run. */
export const PAIRS: readonly (readonly [string, string])[] = [
  ['ada', 'bo'],
  ['ada', 'cy'],
  ['bo', 'di'],
  ['cy', 'ed'],
  ['hal', 'ada'],
  ['ivy', 'bo'],
  ['jo', 'hal'],
  ['di', 'fi'],
  ['ivy', 'jo'],
  ['ed', 'gil'],
];

export const PEOPLE: readonly string[] = [...new Set([...DEVICES.map((device) => device.person), STRANGER])];

export function othersOf(person: string, pairs: readonly (readonly [string, string])[] = PAIRS): string[] {
  return pairs.flatMap(([one, other]) => (one === person ? [other] : other === person ? [one] : []));
}
