import type { ConversationId, Person } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useId, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useMayStart, useStanding } from '../base/use-standing.ts';
import { findDirect } from './find-direct.ts';
import { UpgradeNotice } from './upgrade-notice.tsx';

export interface MessageUserButtonProps {
  readonly person: Person;
  /** There is a conversation already. */
  readonly onOpen: (id: ConversationId) => void;
  /** There is none yet: show the page for a new one with this person. */
  readonly onNew: (person: Person) => void;
  /** Your page about memberships, for those whose own does not let them begin; what `UiProvider` was given when left out. */
  readonly upgradeHref?: string | undefined;
  /** Called when they ask for it. */
  readonly onUpgrade?: (() => void) | undefined;
}

/**
 * "Message …", for a profile of the host's own. Nothing where the profile is one's own. It also stands where one may not begin a
 * conversation: it opens the one there is, and else says what would allow to begin.
 */
export function MessageUserButton({ person, onOpen, onNew, upgradeHref, onUpgrade }: MessageUserButtonProps) {
  const client = useNatterClient();
  const { t } = useUi();
  const mayStart = useMayStart();
  const isKnown = useStanding().me !== null;
  const [isLooking, setIsLooking] = useState(false);
  const [isExplained, setIsExplained] = useState(false);
  const noticeId = useId();
  if (person.userId === client.userId) return null;
  // Whoever presses before it is known waits for that. Without an answer the server has the last word, at the first message.
  const mayBegin = async () => (isKnown ? mayStart : (await client.me()).can.start);
  const begin = async () => ((await mayBegin().catch(() => true)) ? onNew(person) : setIsExplained(true));
  const go = () => {
    setIsLooking(true);
    findDirect(client, person)
      .then((id) => (id === null ? begin() : onOpen(id)), begin)
      .finally(() => setIsLooking(false));
  };
  const isShown = isExplained && !mayStart;
  const upgrade = upgradeHref === undefined && onUpgrade === undefined ? null : { href: upgradeHref, run: onUpgrade };
  return (
    <>
      <button
        type="button"
        className="ntr-button"
        data-kind="primary"
        disabled={isLooking}
        aria-describedby={isShown ? noticeId : undefined}
        onClick={go}
      >
        {t('new.message', { name: person.displayName })}
      </button>
      {!mayStart && (
        // There before it has anything to say: only then is what it says read out.
        <div id={noticeId} className="ntr-message-user__notice" role="status">
          {isShown && <UpgradeNotice upgrade={upgrade} />}
        </div>
      )}
    </>
  );
}
