import * as z from 'zod/mini';

/** What a deployment can switch off. A feature that is not built yet is not in this list. */
export const Feature = z.enum([
  'presence',
  'typing',
  'receipts',
  'blocking',
  'reporting',
  'word_filter',
  'deletion',
  'editing',
  'reactions',
  'forwarding',
  'starring',
  'polls',
  'scheduling',
  'disappearing',
  'archive',
  'formatting',
  'groups',
]);
export type Feature = z.infer<typeof Feature>;
