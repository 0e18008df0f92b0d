/** Why a value cannot be used; a half sentence that follows the name: "must be …". */
export class OptionFault extends Error {
  override readonly name = 'OptionFault';
}

/** One environment variable: how it is read, what holds without it, and what it is for. */
export interface Option<T> {
  /** Reads a value that was given. Errors: `OptionFault`. */
  readonly parse: (text: string) => T;
  readonly fallback: T;
  /** How the default is told; absent: there is none. */
  readonly shownDefault?: string;
  readonly type: string;
  readonly description: string;
  /** Never shown. */
  readonly isSecret?: boolean;
}

export function text(fallback: string, description: string): Option<string> {
  return { type: 'text', parse: (given) => given, fallback, shownDefault: fallback, description };
}

export function optionalText(description: string): Option<string | null> {
  return { type: 'text', parse: (given) => given, fallback: null, description };
}

export function secret(description: string): Option<string | null> {
  return { type: 'secret', parse: (given) => given, fallback: null, description, isSecret: true };
}

export function wholeNumber(
  fallback: number,
  range: { min: number; max: number },
  description: string,
): Option<number> {
  return { ...optionalNumber(range, description), fallback, shownDefault: String(fallback), parse: numberIn(range) };
}

export function optionalNumber(range: { min: number; max: number }, description: string): Option<number | null> {
  return { type: `whole number ${range.min}–${range.max}`, parse: numberIn(range), fallback: null, description };
}

function numberIn({ min, max }: { min: number; max: number }): (given: string) => number {
  return (given) => {
    const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    if (!(value >= min && value <= max)) throw new OptionFault(`must be a whole number from ${min} to ${max}`);
    return value;
  };
}

/** A part of a whole, from 0 to 1. */
export function share(fallback: number, description: string): Option<number> {
  return {
    type: 'number 0–1',
    parse: (given) => {
      const value = /^\d{0,3}(\.\d{1,6})?$/.test(given) ? Number(given) : Number.NaN;
      if (!(value >= 0 && value <= 1)) throw new OptionFault('must be a number from 0 to 1');
      return value;
    },
    fallback,
    shownDefault: String(fallback),
    description,
  };
}

const YES = new Set(['true', '1', 'yes', 'on']);
const NO = new Set(['false', '0', 'no', 'off']);

export function yesNo(fallback: boolean, description: string): Option<boolean> {
  return {
    type: 'true or false',
    parse: (given) => {
      const word = given.toLowerCase();
      if (!YES.has(word) && !NO.has(word)) throw new OptionFault('must be true or false');
      return YES.has(word);
    },
    fallback,
    shownDefault: String(fallback),
    description,
  };
}

export function oneOf<const T extends string>(fallback: T, choices: readonly T[], description: string): Option<T> {
  return {
    type: choices.join(' | '),
    parse: (given) => {
      const choice = choices.find((one) => one === given);
      if (choice === undefined) throw new OptionFault(`must be one of ${choices.join(', ')}`);
      return choice;
    },
    fallback,
    shownDefault: fallback,
    description,
  };
}

/** An address with one of these protocols (`https:`). */
export function address(protocols: readonly string[], description: string): Option<string | null> {
  return {
    type: 'address',
    parse: (given) => {
      const url = URL.canParse(given) ? new URL(given) : null;
      if (url === null || !protocols.includes(url.protocol)) {
        throw new OptionFault(`must be an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`);
      }
      return given;
    },
    fallback: null,
    description,
  };
}

/** Items separated by commas; empty ones are left out. */
export function list(parseItem: (item: string) => string, description: string): Option<readonly string[]> {
  return {
    type: 'list, separated by commas',
    parse: (given) => given.split(',').flatMap((item) => (item.trim() === '' ? [] : [parseItem(item.trim())])),
    fallback: [],
    shownDefault: 'empty',
    description,
  };
}
