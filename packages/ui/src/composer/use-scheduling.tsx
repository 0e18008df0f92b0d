import type { Scheduled } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type ReactNode, useCallback, useState } from 'react';
import { Later } from '../base/later.tsx';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import type { SendExtras } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useFeature } from '../base/use-standing.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { whenLabel } from '../schedule/schedule-times.ts';
import type { ComposerCore } from './composer-core.ts';
import { ComposerIcon } from './composer-icon.tsx';

const loadScheduleDialog = async () => (await import('../schedule/schedule-dialog.tsx')).ScheduleDialog;
const loadScheduledMessages = async () => (await import('../schedule/scheduled-list.tsx')).ScheduledMessages;

/** How long scheduling can be taken back by the banner (ms). */
const UNDO_MS = 8_000;

export interface Scheduling {
  readonly canSchedule: boolean;
  /** Asks when; for the words that stand in the box now. */
  readonly ask: (content: string, extras: SendExtras) => void;
  readonly showList: () => void;
  readonly line: ReactNode;
  readonly dialog: ReactNode;
}

interface Asked {
  readonly content: string;
  readonly extras: SendExtras;
}

/** Sending later: the question when, the banner with its way back, and the line that leads to what waits. */
export function useScheduling(core: ComposerCore): Scheduling {
  const ui = useUi();
  const t = useMoreTexts(enComposer);
  const client = useNatterClient();
  const [asked, setAsked] = useState<Asked | 'list' | null>(null);
  const close = useCallback(() => setAsked(null), []);
  const conversation = core.props.conversation ?? null;
  const isOn = useFeature('scheduling');

  /** The words come back before what was written since. */
  const giveBack = (content: string) => {
    const since = core.area.current?.value ?? '';
    core.setText(since === '' ? content : `${content}\n${since}`);
  };
  const undo = (scheduled: Scheduled) => {
    client.scheduled.cancel(scheduled.id).then(
      () => giveBack(scheduled.content),
      (cause: unknown) => ui.tell(t('schedule.actionFailed', { detail: refusalText(refusalOf(cause), ui.t) })),
    );
  };
  const create = async ({ content, extras }: Asked, sendAt: string) => {
    if (conversation === null) return;
    const scheduled = await client.scheduled.create(conversation.id, { content, ...extras, sendAt });
    // What was typed meanwhile, by another device for instance, is nobody's to throw away.
    if (core.area.current?.value.trim() === content.trim()) core.clear();
    const time = whenLabel(scheduled.sendAt, client.serverNow(), ui);
    ui.tell(t('schedule.done', { time }), { label: ui.t('app.undo'), forMs: UNDO_MS, run: () => undo(scheduled) });
  };
  const count = conversation?.scheduledCount ?? 0;
  const line = isOn && count > 0 && (
    <button type="button" className="ntr-composer__waiting" onClick={() => setAsked('list')}>
      <ComposerIcon name="clock" size={16} /> {t('schedule.waiting', { count })}
    </button>
  );
  const dialog =
    asked === null || conversation === null ? null : asked === 'list' ? (
      <Later
        load={loadScheduledMessages}
        props={{
          conversation,
          onClose: close,
          onTakenBack: ({ content }: Scheduled) => {
            giveBack(content);
            ui.tell(t('schedule.cancelled'));
          },
        }}
      />
    ) : (
      <Later
        load={loadScheduleDialog}
        props={{ conversation, onClose: close, onChoose: (sendAt: string) => create(asked, sendAt) }}
      />
    );
  return {
    canSchedule: isOn && conversation?.can.send === true,
    ask: (content, extras) => setAsked({ content, extras }),
    showList: () => setAsked('list'),
    line,
    dialog,
  };
}
