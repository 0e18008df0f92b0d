import { createInstance, type i18n, type Resource } from 'i18next';
import { en } from './en.ts';
import { usableLocale } from './usable-locale.ts';

/**
 * An i18next instance with the kit's texts, ready at once. An embedder may pass an instance of its own to `UiProvider`
 * instead: the kit's texts are then looked up in its namespace `natter`, with English where it has none.
 *
 * @param locale BCP 47 tag of the viewer, for texts and for their plural forms.
 * @param resources More languages or namespaces, in i18next's own shape.
 */
export function createNatterI18n(locale = 'en', resources: Resource = {}): i18n {
  const instance = createInstance();
  // No backend and no `initAsync`: init finishes before it returns, and its promise has nothing left to tell.
  void instance.init({
    lng: usableLocale(locale),
    fallbackLng: 'en',
    // A copy: parts that are downloaded later add their words to it.
    resources: { ...resources, en: { ...resources['en'], natter: { ...en } } },
    defaultNS: 'natter',
    keySeparator: false,
    nsSeparator: ':',
    initAsync: false,
    // React escapes what it renders; escaping twice would show entities.
    interpolation: { escapeValue: false },
  });
  return instance;
}

/** Adds the kit's English texts to an embedder's instance where it does not have them. */
export function addNatterTexts(instance: i18n): i18n {
  if (!instance.hasResourceBundle('en', 'natter')) instance.addResourceBundle('en', 'natter', en);
  return instance;
}
