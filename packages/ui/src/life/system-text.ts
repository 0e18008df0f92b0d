import type { Message, Person, UserId } from '@natter/protocol';
import type { Translate } from '../base/ui-context.ts';
import { durationText } from './duration.ts';

interface Reader {
  readonly t: Translate;
  readonly locale: string;
  readonly me: UserId;
}

/** What a system message says. An event that this version does not know is nothing loud. */
export function systemText(
  { metadata }: Pick<Message, 'metadata'>,
  people: ReadonlyMap<UserId, Person>,
  reader: Reader,
) {
  const { t, me, locale } = reader;
  const { event, userId, seconds } = metadata ?? {};
  if (event === 'conversation.started') return t('message.system.started');
  if (event !== 'disappearing_changed') return t('message.system.other');
  const person = typeof userId === 'string' ? people.get(userId) : undefined;
  const name = userId === me ? t('app.you') : (person?.displayName ?? t('app.unknownPerson'));
  return typeof seconds === 'number'
    ? t('message.system.timer', { name, time: durationText(seconds, locale) })
    : t('message.system.timerOff', { name });
}
