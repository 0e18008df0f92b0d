import { useMemo } from 'react';
import { isolateValues } from '../base/direction.ts';
import { type TextValues, useUi } from '../base/ui-context.ts';
import type { KeyOf, TextKey } from './en.ts';

/**
 * The words of a part that is downloaded later, which brings its English with it. They are looked up where all of the kit's
 * are, in the namespace `natter`, so that a host translates them in one place; what it has there wins.
 */
export function useMoreTexts<Catalogue extends Readonly<Record<string, string>>>(
  catalogue: Catalogue,
): (key: KeyOf<Catalogue> | TextKey, values?: TextValues) => string {
  const { i18n, direction } = useUi();
  return useMemo(() => {
    // Silently: nobody else waits for these, and this is in the midst of drawing.
    i18n.addResourceBundle('en', 'natter', catalogue, true, false, { silent: true });
    return (key, values) => i18n.t(key, { ns: 'natter', ...isolateValues(values, direction) });
  }, [i18n, direction, catalogue]);
}
