import { localDay } from '@natter/model';
import type { Conversation } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type FormEvent, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { todayOf } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { startOfDay } from './start-of-day.ts';

export interface DateDialogProps {
  readonly conversation: Conversation;
  /** Shows the message with this `seq`; the dialog is closed. */
  readonly onFound: (seq: number) => void;
  readonly onClose: () => void;
}

/** Asks for a day and leads to the first message written on it or after it. */
export function DateDialog({ conversation, onFound, onClose }: DateDialogProps) {
  const { platform, timeZone } = useUi();
  const t = useMoreTexts(enLater);
  const { messages } = useNatterClient();
  const today = todayOf(platform.now(), timeZone);
  const [day, setDay] = useState(today);
  const [isBusy, setIsBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const go = async (event: FormEvent) => {
    event.preventDefault();
    setIsBusy(true);
    try {
      const seq = await messages.locate(conversation.id, startOfDay(day, timeZone));
      if (seq === null) {
        setSaid(t('date.none'));
        return;
      }
      onClose();
      onFound(seq);
    } catch (cause) {
      setSaid(refusalText(refusalOf(cause), t));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Dialog title={t('date.title')} onClose={onClose}>
      <form className="ntr-date" onSubmit={go}>
        <label className="ntr-date__field">
          {t('date.day')}
          <input
            type="date"
            required
            min={localDay(conversation.createdAt, timeZone)}
            max={today}
            value={day}
            onChange={(event) => {
              setDay(event.target.value);
              setSaid(null);
            }}
          />
        </label>
        <p className="ntr-date__said" role="status">
          {said}
        </p>
        <div className="ntr-dialog__answers">
          <button type="button" className="ntr-button" data-kind="quiet" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="submit" className="ntr-button" data-kind="primary" disabled={isBusy || day === ''}>
            {t('date.go')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
