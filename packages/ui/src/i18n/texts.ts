// All English words of the kit, for those who translate it: `@natter/ui/texts`. Their keys go into one namespace, `natter`.
export { enModeration } from '../moderation/en-moderation.ts';
export { en, type KeyOf, type TextKey } from './en.ts';
export { enLater } from './en-later.ts';
