import * as z from 'zod/mini';
import { Instant } from './ids.ts';

/** One answer that can be chosen, and how many chose it. Ids are 1, 2, 3 … in the order in which they are shown. */
export const PollOption = z.object({ id: z.int(), text: z.string(), votes: z.int() });
export type PollOption = z.infer<typeof PollOption>;

/**
 * What a message of type `poll` carries in `metadata.poll`; its question is the message's `content`. `voters` counts people,
 * `closedAt` says since when nobody can vote any more. Who chose what is asked for apart, and never told of an anonymous poll.
 */
export const PollInfo = z.object({
  options: z.array(PollOption),
  multiple: z.boolean(),
  anonymous: z.boolean(),
  voters: z.int(),
  closedAt: z.nullable(Instant),
});
export type PollInfo = z.infer<typeof PollInfo>;
