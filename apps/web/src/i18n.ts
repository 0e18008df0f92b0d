import { createNatterI18n, type KeyOf } from '@natter/ui';

/** The app's own words; those of messaging itself are the kit's. */
export const webTexts = {
  'app.name': 'Natter',
  'app.titleUnread': '({{count}}) {{name}}',
  'signIn.title': 'Who would you like to be?',
  'signIn.subtitle': 'This is a demo: pick anybody and look around. Nothing leaves this machine.',
  'signIn.people': 'People of the demo',
  'signIn.loading': 'Looking who is here',
  'signIn.failed': 'The server did not answer',
  'signIn.failedText': 'It may still be starting. Nothing you wrote is lost.',
  'signIn.again': 'Try again',
  'signIn.refused': 'That did not work. Please try once more.',
  'signIn.tipTitle': 'Better with two',
  'signIn.tipText': 'Open a second window, be someone else, and write to yourself. Watch the ticks.',
  'signIn.tipAction': 'Open a second window',
  'signIn.as': 'Continue as {{name}}',
  'signIn.edition.social': 'Messages for people and their pets',
  'signIn.edition.marketplace': 'Messages between buyers and sellers on campus',
  'signIn.edition.bookstore': 'Messages among readers',
  'host.title': 'Please come in through the front door',
  'host.text':
    'Messages belong to the product that uses them, and that product signs people in. Open it, and choose “Messages” there.',
  'host.hint': 'Building the integration? Open this page with #token=… and a token of yours.',
  'signOut.title': 'Sign out with unsent messages?',
  'signOut.text_one': '{{count}} message has not been sent yet. Signing out removes it from this device.',
  'signOut.text_other': '{{count}} messages have not been sent yet. Signing out removes them from this device.',
  'signOut.confirm': 'Sign out',
  'lost.title': 'There is nothing at this address',
  'lost.action': 'Go to messages',
} as const;

export type WebKey = KeyOf<typeof webTexts>;

/** The texts of kit and app, in the browser's language as far as there is a translation. */
export const i18n = createNatterI18n(navigator.language, { en: { web: webTexts } });

/** One of the app's own texts. */
export function webText(key: WebKey, values: Record<string, string | number> = {}): string {
  return i18n.t(key, { ns: 'web', ...values });
}
