import type { FieldFault } from '@natter/protocol';
import * as z from 'zod/mini';
import { DomainError } from './domain-error.ts';

/** At most this many faults are listed; the first ones say enough. */
const MAX_FAULTS = 20;

/**
 * Parses what came from outside. Errors: `invalid` with the faulty fields; `too_large` when the only fault is the length of
 * a text.
 */
export function parseInput<S extends z.ZodMiniType>(schema: S, input: unknown): z.output<S> {
  const parsed = z.safeParse(schema, input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const fields = issues.slice(0, MAX_FAULTS).map(toFault);
  const isTooLong = issues.every((issue) => issue.code === 'too_big' && issue.origin === 'string');
  throw new DomainError(isTooLong ? 'too_large' : 'invalid', { fields });
}

function toFault(issue: z.core.$ZodIssue): FieldFault {
  return { path: issue.path.map(String).join('.').slice(0, 200), message: describe(issue) };
}

/** Never repeats what was given: it may be anything. */
function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.expected}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`;
    case 'custom':
      return issue.message ?? 'is not valid';
    default:
      return 'is not valid';
  }
}
