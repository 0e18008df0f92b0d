import type { Conversation, Scheduled } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useCallback, useEffect, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ScheduledItem } from './scheduled-item.tsx';

export interface ScheduledListProps {
  readonly conversation: Conversation;
  /** A message will not be sent; its words go back to where they were written. */
  readonly onTakenBack: (scheduled: Scheduled) => void;
  readonly onClose: () => void;
}

/** What waits to be sent in a conversation: to be changed, sent now, or taken back. */
export function ScheduledMessages({ conversation, onTakenBack, onClose }: ScheduledListProps) {
  const { t: kitText } = useUi();
  const t = useMoreTexts(enComposer);
  const client = useNatterClient();
  const [items, setItems] = useState<readonly Scheduled[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const load = useCallback(
    () =>
      client.scheduled.list(conversation.id).then(
        (all) => setItems(all),
        (cause: unknown) => setFault(t('schedule.listFailed', { detail: refusalText(refusalOf(cause), kitText) })),
      ),
    [client, conversation.id, t, kitText],
  );
  // What becomes due while one looks is told by the number in the conversation.
  const { scheduledCount } = conversation;
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  useEffect(() => void load(), [load, scheduledCount]);

  /** Does something with one of them, then looks anew, whatever came of it. */
  const act = async (action: () => Promise<unknown>): Promise<boolean> => {
    setFault(null);
    let isDone = true;
    try {
      await action();
    } catch (cause) {
      isDone = false;
      const error = refusalOf(cause);
      const isStale = error.code === 'conflict' || error.code === 'not_found';
      setFault(isStale ? t('schedule.stale') : t('schedule.actionFailed', { detail: refusalText(error, kitText) }));
    }
    await load();
    return isDone;
  };
  const takeBack = async (scheduled: Scheduled) => {
    if (await act(() => client.scheduled.cancel(scheduled.id))) onTakenBack(scheduled);
  };
  return (
    <Dialog title={t('schedule.list')} onClose={onClose}>
      {fault !== null && (
        <p className="ntr-schedule__fault" role="alert">
          {fault}
        </p>
      )}
      {items === null && fault === null && <p role="status">{t('schedule.loading')}</p>}
      {items?.length === 0 && <p className="ntr-schedule__none">{t('schedule.none')}</p>}
      <ul className="ntr-scheduled">
        {items?.map((scheduled) => (
          <ScheduledItem
            key={scheduled.id}
            scheduled={scheduled}
            onChange={(change) =>
              act(() => client.scheduled.change(scheduled.id, { ...change, version: scheduled.version }))
            }
            onSendNow={() => act(() => client.scheduled.sendNow(scheduled.id))}
            onCancel={() => takeBack(scheduled)}
          />
        ))}
      </ul>
    </Dialog>
  );
}
