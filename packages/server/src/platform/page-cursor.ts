import * as z from 'zod/mini';
import { DomainError } from './domain-error.ts';

/**
 * A list's place as an opaque string. It carries no authority: whatever it says, a read answers only what its reader may
 * see. So it is checked for shape, not signed.
 */
export interface CursorCodec<T> {
  encode(value: T): string;
  /** Errors: `invalid` when this is no cursor of this kind. */
  decode(text: string): T;
}

/** `kind` keeps one list's cursor from being taken for another's. */
export function createCursorCodec<S extends z.ZodMiniType>(kind: string, schema: S): CursorCodec<z.output<S>> {
  const envelope = z.tuple([z.literal(kind), schema]);
  return {
    encode: (value) => Buffer.from(JSON.stringify([kind, value]), 'utf8').toString('base64url'),
    decode: (text) => {
      const parsed = z.safeParse(envelope, readJson(text));
      if (!parsed.success) throw DomainError.invalid('cursor', 'is not a cursor of this list');
      return parsed.data[1] as z.output<S>;
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    // Not JSON: no cursor of ours. The caller says so.
    return undefined;
  }
}
