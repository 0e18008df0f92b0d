import { ERRORS, ErrorBody } from '@natter/protocol';
import { asErrorBody } from '@natter/react';
import type { Translate } from './ui-context.ts';

/** What a rejected call says, with the server's own words where it came from there. */
export function refusalOf(cause: unknown): ErrorBody {
  const body = typeof cause === 'object' && cause !== null && 'body' in cause ? cause.body : null;
  return ErrorBody.safeParse(body).data ?? asErrorBody(cause);
}

/**
 * An error as a sentence for a person. Where the server knows more than its code tells (what would allow it, which word is not
 * wanted), its sentence is shown as it is; else the catalogue has one for the code.
 */
export function refusalText(error: ErrorBody, t: Translate): string {
  const { code, detail } = error;
  const ofContent = code === 'invalid' ? error.fields?.find((each) => each.path === 'content')?.message : undefined;
  if (ofContent !== undefined) return t('error.content', { fault: ofContent });
  const isOwnSentence =
    (code === 'forbidden' || code === 'tier_required') && detail !== '' && detail !== ERRORS[code].detail;
  return isOwnSentence ? detail : t(`error.${code}`);
}
