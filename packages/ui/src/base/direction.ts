const RTL_LANGUAGES = new Set(['ar', 'dv', 'fa', 'he', 'ks', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** The direction a language is written in, by its BCP 47 tag. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  const language = locale.toLowerCase().split('-')[0] ?? '';
  return RTL_LANGUAGES.has(language) ? 'rtl' : 'ltr';
}

const RTL_LETTER = /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;
const LTR_LETTER = /\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Greek}/u;
const [ISOLATE, END_ISOLATE] = ['\u2068', '\u2069'];
/** Signs that turn the words after them round: in a name they would do so to the sentence. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

function fence(value: string, against: RegExp): string {
  const words = value.replace(TURNING, '');
  return against.test(words) ? `${ISOLATE}${words}${END_ISOLATE}` : words;
}

/**
 * Names and texts that go into a sentence, fenced off where they run against its direction: a Hebrew name must not take
 * the full stop of an English sentence with it.
 */
export function isolateValues<Value extends string | number>(
  values: Readonly<Record<string, Value>> | undefined,
  direction: 'ltr' | 'rtl',
): Record<string, Value | string> {
  const against = direction === 'ltr' ? RTL_LETTER : LTR_LETTER;
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? fence(value, against) : value,
    ]),
  );
}
