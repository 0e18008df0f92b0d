import * as z from 'zod/mini';
import { Instant } from './ids.ts';

/** A person of the demo world, for its sign-in page (`GET /api/demo/people`, in the demo only). */
export const DemoPerson = z.object({
  userId: z.string(),
  displayName: z.string(),
  avatarUrl: z.nullable(z.string()),
  about: z.string(),
  locale: z.string(),
});
export type DemoPerson = z.infer<typeof DemoPerson>;
export const DemoPeople = z.object({ people: z.array(DemoPerson) });
/** A development token for one of them (`POST /api/demo/sign-in`, in the demo only). */
export const DemoSignInBody = z.object({ userId: z.string() });
export const DemoSignInAnswer = z.object({ token: z.string(), expiresAt: Instant });
export type DemoSignInAnswer = z.infer<typeof DemoSignInAnswer>;
