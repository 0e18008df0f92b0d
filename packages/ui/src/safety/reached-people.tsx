import type { Conversation, Person, Receipts } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useEffect, useState } from 'react';
import { clockTime, dayLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { PersonName } from '../parts/person-name.tsx';

interface ReachedPeopleProps {
  readonly conversation: Conversation;
  readonly receipts: Receipts;
}

/** Everybody in a group; those whom the conversation carries until the others are known. */
function useMembers({ id, participants, participantCount }: Conversation): readonly Person[] {
  const client = useNatterClient();
  const [all, setAll] = useState<readonly Person[] | null>(null);
  const isWhole = participants.length === participantCount;
  useEffect(() => {
    if (isWhole) return;
    let isCurrent = true;
    client.conversations.participants(id).then(
      (members) => {
        if (isCurrent) setAll(members);
      },
      // Without the server those who are known here have names.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client, id, isWhole]);
  return all ?? participants;
}

/** Who has read a message of a group, and to whom it has come beside them, with when as far as it is known. */
export function ReachedPeople({ conversation, receipts }: ReachedPeopleProps) {
  const ui = useUi();
  const t = useMoreTexts(enLater);
  const people = new Map(useMembers(conversation).map((each) => [each.userId, each]));
  const readers = new Set(receipts.read.map(({ userId }) => userId));
  const lists = [
    { label: t('message.details.readBy'), by: receipts.read },
    { label: t('message.details.deliveredTo'), by: receipts.delivered.filter(({ userId }) => !readers.has(userId)) },
  ];
  return lists.map(
    ({ label, by }) =>
      by.length > 0 && (
        <section key={label} className="ntr-details__part" aria-label={label}>
          <h3 className="ntr-dialog__section">{label}</h3>
          <ul className="ntr-who">
            {by.map(({ userId, at }) => {
              const person = people.get(userId) ?? { userId, displayName: t('app.unknownPerson'), avatarUrl: null };
              return (
                <li key={userId} className="ntr-who__person">
                  <ui.slots.Avatar person={person} size="s" />
                  <span className="ntr-who__name">
                    <PersonName person={person} />
                    {at !== null && (
                      <time className="ntr-who__time" dateTime={at}>
                        {dayLabel(at, ui.platform.now(), ui)}, {clockTime(at, ui)}
                      </time>
                    )}
                  </span>
                </li>
              );
            })}
          </ul>
        </section>
      ),
  );
}
