import { areMentionsValid, checkText } from '@natter/model';
import { LIMITS, type Mention, type ParsedSend, type PollInfo } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { invalidContent } from './refusals.ts';

/** What of a send is stored. */
export interface CheckedSend {
  readonly content: string;
  readonly mentions: readonly Mention[];
  /** A poll as it begins. */
  readonly metadata: { readonly poll: PollInfo } | null;
}

/**
 * Decides whether a text may be sent and answers it as it is stored (SEND-2). `maxLength` in code points.
 * Errors: `too_large` with the limit, `invalid` for a text without anything visible or mentions outside it.
 */
export function checkSend(
  body: Pick<ParsedSend, 'type' | 'content' | 'mentions' | 'poll'>,
  maxLength: number,
): CheckedSend {
  const checked = checkText(body.content, { maxLength });
  if (!checked.ok) {
    if (checked.fault === 'too_long') throw tooLong(maxLength);
    throw invalidContent(checked.fault === 'empty' ? 'has nothing to see' : 'cannot be stored');
  }
  const mentions = body.mentions ?? [];
  if (mentions.length > 0 && !areMentionsValid(mentions, checked.length)) {
    throw DomainError.invalid('mentions', 'must lie inside the text, in order');
  }
  return { content: checked.text, mentions, metadata: checkPoll(body) };
}

function tooLong(maxLength: number): DomainError {
  return new DomainError('too_large', {
    detail: `A message may have at most ${maxLength} characters.`,
    fields: [{ path: 'content', message: `must be at most ${maxLength}` }],
  });
}

/** A new poll: its choices are told apart by what can be seen of them, and have no votes. */
function checkPoll({ type, poll }: Pick<ParsedSend, 'type' | 'poll'>): CheckedSend['metadata'] {
  if (type !== 'poll' || poll === undefined) {
    if (type !== 'poll' && poll === undefined) return null;
    throw DomainError.invalid('poll', type === 'poll' ? 'is missing' : 'belongs to a message of type poll');
  }
  const texts = poll.options.map((option, index) => {
    const checked = checkText(option.trim(), { maxLength: LIMITS.pollOptionLength });
    if (!checked.ok) {
      throw DomainError.invalid(
        `poll.options.${index}`,
        checked.fault === 'too_long' ? 'is too long' : 'has nothing to see',
      );
    }
    return checked.text;
  });
  const twice = texts.findIndex((text, index) => texts.indexOf(text) !== index);
  if (twice >= 0) throw DomainError.invalid(`poll.options.${twice}`, 'is there already');
  const options = texts.map((text, index) => ({ id: index + 1, text, votes: 0 }));
  const { multiple = false, anonymous = false } = poll;
  return { poll: { options, multiple, anonymous, voters: 0, closedAt: null } };
}
