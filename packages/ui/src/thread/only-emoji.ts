/** One to three emoji and nothing else: with skin tones, joined ones, flags of countries, keycaps. */
const ONLY_EMOJI =
  /^(?:(?:\p{Regional_Indicator}{2}|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Emoji_Presentation}|\p{Emoji}\uFE0F\u20E3?)(?:\u200D\p{Emoji}\p{Emoji_Modifier}?\uFE0F?)*\s*){1,3}$/u;
/** The longest of the three is a family of joined people. */
const LONGEST = 48;

/** Whether a text is only a few emoji, which are shown larger than words. */
export function isOnlyEmoji(text: string): boolean {
  return text.length <= LONGEST && ONLY_EMOJI.test(text);
}
