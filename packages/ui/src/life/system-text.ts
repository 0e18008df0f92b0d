import type { Message, Person, UserId } from '@natter/protocol';
import { durationText } from './duration.ts';
import { groupText, type LineReader } from './group-text.ts';

/** What a system message says. An event that this version does not know is nothing loud. */
export function systemText(
  { metadata }: Pick<Message, 'metadata'>,
  people: ReadonlyMap<UserId, Person>,
  reader: LineReader,
): string {
  const { t, me, locale } = reader;
  const { event, userId, seconds } = metadata ?? {};
  if (event === 'conversation.started') return t('message.system.started');
  const person = typeof userId === 'string' ? people.get(userId) : undefined;
  const name = userId === me ? t('app.you') : (person?.displayName ?? t('app.unknownPerson'));
  if (event !== 'disappearing_changed') return groupText(metadata, name, people, reader) ?? t('message.system.other');
  return typeof seconds === 'number'
    ? t('message.system.timer', { name, time: durationText(seconds, locale) })
    : t('message.system.timerOff', { name });
}
