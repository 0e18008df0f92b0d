/** Where an address stands in a text, in UTF-16 units, and where it leads: one that may be followed. */
export interface FoundLink {
  readonly href: string;
  readonly start: number;
  readonly end: number;
}

/** Finds addresses in a text, in order. */
export type FindLinks = (text: string) => readonly FoundLink[];
