import { areMentionsValid, checkText } from '@natter/model';
import type { Mention, ParsedSend } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { invalidContent } from './refusals.ts';

/** What of a send is stored. */
export interface CheckedSend {
  readonly content: string;
  readonly mentions: readonly Mention[];
}

/**
 * Decides whether a text may be sent and answers it as it is stored (SEND-2). `maxLength` in code points.
 * Errors: `too_large` with the limit, `invalid` for a text without anything visible or mentions outside it.
 */
export function checkSend(body: Pick<ParsedSend, 'content' | 'mentions'>, maxLength: number): CheckedSend {
  const checked = checkText(body.content, { maxLength });
  if (!checked.ok) {
    if (checked.fault === 'too_long') throw tooLong(maxLength);
    throw invalidContent(checked.fault === 'empty' ? 'has nothing to see' : 'cannot be stored');
  }
  const mentions = body.mentions ?? [];
  if (mentions.length > 0 && !areMentionsValid(mentions, checked.length)) {
    throw DomainError.invalid('mentions', 'must lie inside the text, in order');
  }
  return { content: checked.text, mentions };
}

function tooLong(maxLength: number): DomainError {
  return new DomainError('too_large', {
    detail: `A message may have at most ${maxLength} characters.`,
    fields: [{ path: 'content', message: `must be at most ${maxLength}` }],
  });
}
