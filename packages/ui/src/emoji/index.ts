// `@natter/ui/emoji`: apart from the rest, so that a page without emoji of its own carries nothing of it.
export type { EmojiPickerProps } from './emoji-picker.tsx';
export { EmojiPicker } from './later-picker.tsx';
export { noteEmoji, QUICK_REACTIONS, readRecentEmoji } from './recent-emoji.ts';
