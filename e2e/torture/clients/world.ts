/** Who takes part: people, their devices, and who talks with whom. */
export interface DevicePlan {
  readonly name: string;
  readonly person: string;
  /** `natter`: our client. `rest`, `socket`, `polling`: what somebody would write by hand, the last without WebSocket. */
  readonly kind: 'natter' | 'rest' | 'socket' | 'polling';
  /** What is the matter with it. */
  readonly trait?: Trait;
  /** Tabs of one name share a disk, as those of one browser do. */
  readonly browser?: string;
}

/**
 * Of our clients: a clock that is ten years off, or jumps; a disk that is full, cannot be written, gives back junk, or is gone, from time
 * to time; no live event ever comes (`deaf`); no WebSocket (`polling`). Of what is written by hand: every request goes twice (`twice`).
 */
export type Trait = ClockTrait | DiskTrait | 'deaf' | 'polling' | 'twice';
export type ClockTrait = 'clock behind' | 'clock ahead' | 'clock jumping';
export type DiskTrait = 'disk full' | 'disk read-only' | 'disk corrupt' | 'disk gone';

const natter = (name: string, person: string, trait?: Trait): DevicePlan => ({
  name,
  person,
  kind: 'natter',
  ...(trait ? { trait } : {}),
});

/** Some people have several devices, one has two tabs of one browser, and two of them write by hand as well. */
export const DEVICES: readonly DevicePlan[] = [
  natter('ada-phone', 'ada'),
  natter('ada-desk', 'ada', 'deaf'),
  { ...natter('bo-phone', 'bo'), browser: 'bo' },
  { ...natter('bo-tab', 'bo'), browser: 'bo' },
  natter('bo-desk', 'bo', 'clock jumping'),
  natter('cy-phone', 'cy', 'clock behind'),
  natter('di-phone', 'di', 'clock ahead'),
  natter('ed-phone', 'ed', 'disk full'),
  natter('ed-desk', 'ed', 'disk read-only'),
  natter('fi-phone', 'fi', 'disk corrupt'),
  natter('gil-phone', 'gil', 'disk gone'),
  natter('kim-phone', 'kim', 'polling'),
  { name: 'ada-script', person: 'ada', kind: 'rest' },
  { name: 'hal-script', person: 'hal', kind: 'rest', trait: 'twice' },
  { name: 'ivy-script', person: 'ivy', kind: 'socket' },
  { name: 'jo-script', person: 'jo', kind: 'socket', trait: 'twice' },
  { name: 'bo-script', person: 'bo', kind: 'polling' },
];

/** They know what sync tells them and nothing else, by a program of their own. */
export const FOLLOWERS: readonly string[] = ['ada', 'bo', 'cy'];

/** In no conversation, connected all the time, and curious. */
export const STRANGER = 'eve';

/** Each pair starts its conversation from both sides at once; the later ones in the middle of the run. */
export const TALKING_PAIRS: readonly (readonly [string, string])[] = [
  ['ada', 'bo'],
  ['ada', 'cy'],
  ['bo', 'di'],
  ['cy', 'ed'],
  ['hal', 'ada'],
  ['ivy', 'bo'],
  ['kim', 'ada'],
  ['jo', 'hal'],
  ['di', 'fi'],
  ['ivy', 'jo'],
  ['ed', 'gil'],
  ['gil', 'kim'],
];

/** Who makes volume: programs that send many at once, and who their conversations are with. */
export const CROWDED_PAIRS: readonly (readonly [string, string])[] = [
  ['mo', 'max'],
  ['mo', 'mia'],
  ['mia', 'max'],
  ['max', 'ned'],
  ['ned', 'mia'],
];
export const CROWDED: readonly DevicePlan[] = ['mo', 'max', 'mia', 'ned'].map((person) => ({
  name: `${person}-burst`,
  person,
  kind: 'socket',
}));

/** They come and go, write nothing, and are away at the end: whoever has a conversation with one must see that. */
export const VISITORS: readonly string[] = ['lu', 'nia', 'oz'];
export const VISITED_PAIRS: readonly (readonly [string, string])[] = [
  ['ada', 'lu'],
  ['bo', 'lu'],
  ['kim', 'lu'],
  ['cy', 'nia'],
  ['ed', 'nia'],
  ['fi', 'nia'],
  ['di', 'oz'],
  ['gil', 'oz'],
  ['bo', 'oz'],
];

export const PAIRS: readonly (readonly [string, string])[] = [...TALKING_PAIRS, ...CROWDED_PAIRS, ...VISITED_PAIRS];

/** A group: who made it and moves people, who stays, and who comes and goes. */
export interface GroupPlan {
  readonly name: string;
  readonly owner: string;
  readonly stable: readonly string[];
  readonly floating: readonly string[];
}

export const GROUPS: readonly GroupPlan[] = [
  { name: 'choir', owner: 'hal', stable: ['ada', 'bo', 'ivy'], floating: ['di', 'jo', 'gil', 'fi'] },
  { name: 'garden', owner: 'ada', stable: ['cy', 'hal'], floating: ['ed', 'jo', 'kim', 'ivy'] },
];

export const PEOPLE: readonly string[] = [
  ...new Set([...DEVICES, ...CROWDED].map((device) => device.person)),
  ...VISITORS,
  STRANGER,
];

export function othersOf(person: string, pairs: readonly (readonly [string, string])[] = PAIRS): string[] {
  return pairs.flatMap(([one, other]) => (one === person ? [other] : other === person ? [one] : []));
}
