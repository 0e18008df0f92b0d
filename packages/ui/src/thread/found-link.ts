/** Where an address stands in a text, in UTF-16 units, and where it leads. */
export interface FoundLink {
  readonly type: string;
  readonly href: string;
  readonly start: number;
  readonly end: number;
}

/** Finds addresses in a text, in order. */
export type FindLinks = (text: string) => readonly FoundLink[];
