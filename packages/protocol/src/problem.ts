import * as z from 'zod/mini';
import { ErrorBody } from './errors.ts';

/** `application/problem+json` (RFC 9457). */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  instance: z.optional(z.string()),
  ...ErrorBody.shape,
});
export type Problem = z.infer<typeof Problem>;
