import type { ConversationId, Person } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { findDirect } from './find-direct.ts';

export interface MessageUserButtonProps {
  readonly person: Person;
  /** There is a conversation already. */
  readonly onOpen: (id: ConversationId) => void;
  /** There is none yet: show the page for a new one with this person. */
  readonly onNew: (person: Person) => void;
}

/** "Message …", for a profile of the host's own. Nothing where the profile is one's own. */
export function MessageUserButton({ person, onOpen, onNew }: MessageUserButtonProps) {
  const client = useNatterClient();
  const { t } = useUi();
  const [isLooking, setIsLooking] = useState(false);
  if (person.userId === client.userId) return null;
  const go = () => {
    setIsLooking(true);
    findDirect(client, person)
      .then(
        (id) => (id === null ? onNew(person) : onOpen(id)),
        () => onNew(person),
      )
      .finally(() => setIsLooking(false));
  };
  return (
    <button type="button" className="ntr-button" data-kind="primary" disabled={isLooking} onClick={go}>
      {t('new.message', { name: person.displayName })}
    </button>
  );
}
