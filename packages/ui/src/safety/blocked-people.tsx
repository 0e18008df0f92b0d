import type { ErrorBody, Person } from '@natter/protocol';
import { useLive, useNatterClient } from '@natter/react';
import { useEffect, useRef, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { useUnblock } from './use-unblock.ts';

export interface BlockedPeopleProps {
  readonly onClose: () => void;
}

/** Whom I have blocked, with the way back. */
export function BlockedPeople({ onClose }: BlockedPeopleProps) {
  const client = useNatterClient();
  const { t: short, slots } = useUi();
  const t = useMoreTexts(enLater);
  const people = useLive(client.blocks.people);
  const [error, setError] = useState<ErrorBody | null>(null);
  const { unblock, isBusy } = useUnblock();
  const bodyRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isCurrent = true;
    client.blocks.list().then(
      () => undefined,
      (cause: unknown) => {
        if (isCurrent) setError(refusalOf(cause));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [client]);
  const release = async (person: Person) => {
    // The button that was pressed goes with its line.
    if (await unblock(person)) bodyRef.current?.focus();
  };
  return (
    <Dialog title={t('blocks.title')} onClose={onClose}>
      <div ref={bodyRef} className="ntr-blocks__body" tabIndex={-1}>
        {people === null && error === null && <p className="ntr-setting__hint">{t('blocks.loading')}</p>}
        {people === null && error !== null && (
          <p className="ntr-fault">{t('blocks.failed', { detail: refusalText(error, short) })}</p>
        )}
        {people?.length === 0 && <p className="ntr-setting__hint">{t('blocks.none')}</p>}
        {people !== null && people.length > 0 && (
          <ul className="ntr-blocks">
            {people.map((person) => (
              <li key={person.userId} className="ntr-blocks__person">
                <slots.Avatar person={person} size="s" />
                <PersonName person={person} />
                <button
                  type="button"
                  className="ntr-button"
                  data-kind="quiet"
                  disabled={isBusy}
                  aria-label={t('blocks.unblockName', { name: person.displayName })}
                  onClick={() => void release(person)}
                >
                  {t('conversation.unblock')}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
