import type { ConversationId, Person } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import { useNatterClient, usePresence } from '@natter/react';
import { useEffect, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import type { SendExtras } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useMayStartOnceKnown, useStanding } from '../base/use-standing.ts';
import { OfficeBadge } from '../parts/office-badge.tsx';
import { findDirect } from './find-direct.ts';
import { sendFirst } from './send-first.ts';
import { UpgradeNotice } from './upgrade-notice.tsx';

interface FreshThreadProps {
  readonly person: Person;
  readonly onOpen: (id: ConversationId) => void;
  readonly onBack?: (() => void) | undefined;
}

/** A conversation that does not exist yet: nothing is made until the first message is sent. */
export function FreshThread({ person, onOpen, onBack }: FreshThreadProps) {
  const { t, slots, platform } = useUi();
  const client = useNatterClient();
  const presence = usePresence([person.userId]).get(person.userId) ?? null;
  const mayStart = useMayStartOnceKnown();
  const [refused, setRefused] = useState<string | null>(null);
  const mayWrite = mayStart && refused === null;
  const { config } = useStanding();
  const maxLength = config?.limits.messageLength ?? LIMITS.messageLengthMax;

  useEffect(() => {
    let isCurrent = true;
    findDirect(client, person).then(
      (id) => {
        if (isCurrent && id !== null) onOpen(id);
      },
      // Offline: the first message finds it.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client, person, onOpen]);

  const send = async (content: string, extras: SendExtras = {}) => {
    const conversation = await client.startConversation(person.userId).catch((cause: unknown) => {
      const error = refusalOf(cause);
      // What was typed is kept as the draft of this conversation, should the membership change.
      if (error.code === 'tier_required') setRefused(refusalText(error, t));
      throw cause;
    });
    await sendFirst({ client, platform }, conversation, { content, ...extras });
    onOpen(conversation.id);
  };
  return (
    <section className="ntr-thread" aria-label={t('new.message', { name: person.displayName })}>
      <slots.MessagingHeader conversation={null} peer={person} presence={presence} isTyping={false} onBack={onBack} />
      <div className="ntr-messages">
        <div className="ntr-thread-start" data-fresh="">
          <slots.Avatar person={person} size="xl" />
          <h2 className="ntr-thread-start__name" dir="auto">
            {mayWrite ? t('thread.empty.title', { name: person.displayName }) : person.displayName}
          </h2>
          <OfficeBadge person={person} />
          {mayWrite && <p>{t('thread.empty.text')}</p>}
        </div>
      </div>
      {mayStart === null ? null : !mayWrite ? (
        <div className="ntr-notice" id="ntr-composer" tabIndex={-1}>
          <UpgradeNotice sentence={refused ?? undefined} />
        </div>
      ) : (
        <slots.MessageInput
          draftKey={`new:${person.userId}`}
          recipientName={person.displayName}
          maxLength={maxLength}
          onSend={send}
          onEscape={() => onBack?.()}
          autoFocus
        />
      )}
    </section>
  );
}
