import { DomainError } from '../../platform/domain-error.ts';

/** A time at which nothing can be sent. */
export function refusedTime(outcome: 'past' | 'too_far'): DomainError {
  const [detail, message] =
    outcome === 'past'
      ? ['This time is over. Choose one that is still to come.', 'is over']
      : ['A message can be sent at most a year from now.', 'is more than a year ahead'];
  return new DomainError('invalid', { detail, fields: [{ path: 'sendAt', message }] });
}
