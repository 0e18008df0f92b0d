/**
 * The first of these language tags that `Intl` understands, in its canonical spelling; English where none is. Browsers do
 * give tags it refuses, such as `en-US@posix` from a machine with the C locale.
 */
export function usableLocale(...tags: readonly (string | undefined)[]): string {
  for (const tag of tags) {
    if (tag === undefined || tag === '') continue;
    for (const candidate of [tag, tag.split(/[@.]/u)[0] ?? '']) {
      try {
        const [canonical] = Intl.getCanonicalLocales(candidate);
        if (canonical !== undefined) return canonical;
      } catch {
        // Not a language tag: the next one is asked.
      }
    }
  }
  return 'en';
}
