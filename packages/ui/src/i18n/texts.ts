// All English words of the kit, for those who translate it: `@natter/ui/texts`. Their keys go into one namespace, `natter`.
export { enInbox } from '../inbox/en-inbox.ts';
export { enKeys } from '../keys/en-keys.ts';
export { enLife } from '../life/en-life.ts';
export { enModeration } from '../moderation/en-moderation.ts';
export { en, type KeyOf, type TextKey } from './en.ts';
export { enComposer } from './en-composer.ts';
export { enLater } from './en-later.ts';
