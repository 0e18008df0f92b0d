import { checkText } from '@natter/model';
import type { Mention, Scheduled } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useId, useState } from 'react';
import { refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { useStanding } from '../base/use-standing.ts';
import { findMentions } from '../composer/find-mentions.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { instantOf, localOf, whenLabel } from './schedule-times.ts';
import { faultOfTime, WhenField } from './when-field.tsx';

interface Change {
  readonly content?: string;
  readonly mentions?: readonly Mention[];
  readonly sendAt?: string;
}

interface ScheduledItemProps {
  readonly scheduled: Scheduled;
  /** Resolves to whether it was done. */
  readonly onChange: (change: Change) => Promise<boolean>;
  readonly onSendNow: () => Promise<unknown>;
  readonly onCancel: () => Promise<unknown>;
}

/** Those who were named, by the words they were named with: a change of the text around keeps them. */
function namesIn({ content, mentions }: Scheduled) {
  const signs = [...content];
  return mentions.map(({ userId, start, end }) => ({
    userId,
    displayName: signs.slice(start + 1, end).join(''),
  }));
}

function ItemForm({
  scheduled,
  onChange,
  onDone,
}: Pick<ScheduledItemProps, 'scheduled' | 'onChange'> & { onDone: () => void }) {
  const { timeZone, t: kitText } = useUi();
  const t = useMoreTexts(enComposer);
  const client = useNatterClient();
  const maxLength = useStanding().config?.limits.messageLength ?? LIMITS.messageLengthMax;
  const [text, setText] = useState(scheduled.content);
  const [when, setWhen] = useState(() => localOf(Date.parse(scheduled.sendAt), timeZone));
  const [isBusy, setIsBusy] = useState(false);
  const textId = useId();
  const checked = checkText(text.trim(), { maxLength });
  const at = instantOf(when, timeZone);
  const isSameTime = when === localOf(Date.parse(scheduled.sendAt), timeZone);
  const isValid = checked.ok && (isSameTime || faultOfTime(at, client.serverNow()) === null);
  const save = async () => {
    if (!checked.ok) return;
    setIsBusy(true);
    const content = checked.text;
    const words = content === scheduled.content ? {} : { content, mentions: findMentions(content, namesIn(scheduled)) };
    const isDone = await onChange({ ...words, ...(isSameTime ? {} : { sendAt: new Date(at).toISOString() }) });
    setIsBusy(false);
    if (isDone) onDone();
  };
  return (
    <form
      className="ntr-schedule"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid && !isBusy) void save();
      }}
    >
      <label htmlFor={textId}>{t('schedule.text')}</label>
      <textarea
        id={textId}
        className="ntr-schedule__field"
        dir="auto"
        rows={3}
        value={text}
        aria-invalid={!checked.ok || undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <WhenField value={when} onChange={setWhen} />
      <div className="ntr-dialog__answers">
        <button type="button" className="ntr-button" data-kind="quiet" onClick={onDone}>
          {kitText('app.cancel')}
        </button>
        <button type="submit" className="ntr-button" data-kind="primary" disabled={!isValid || isBusy}>
          {t('schedule.save')}
        </button>
      </div>
    </form>
  );
}

/** One message that waits, with what can be done about it. */
export function ScheduledItem({ scheduled, onChange, onSendNow, onCancel }: ScheduledItemProps) {
  const ui = useUi();
  const t = useMoreTexts(enComposer);
  const { plain } = useFormatting();
  const client = useNatterClient();
  const [isEdited, setIsEdited] = useState(false);
  const { content, sendAt, state, error } = scheduled;
  if (isEdited) {
    return (
      <li className="ntr-scheduled__item">
        <ItemForm scheduled={scheduled} onChange={onChange} onDone={() => setIsEdited(false)} />
      </li>
    );
  }
  return (
    <li className="ntr-scheduled__item">
      <p className="ntr-scheduled__when" data-failed={state === 'failed' || undefined}>
        {state === 'failed'
          ? t('schedule.wasNotSent', { detail: error === null ? '' : refusalText(error, ui.t) })
          : t('schedule.at', { time: whenLabel(sendAt, client.serverNow(), ui) })}
      </p>
      <p className="ntr-scheduled__text" dir="auto">
        {plain(content)}
      </p>
      <div className="ntr-scheduled__actions">
        <button type="button" className="ntr-text-button" onClick={() => setIsEdited(true)}>
          {t('schedule.edit')}
        </button>
        <button type="button" className="ntr-text-button" onClick={() => void onSendNow()}>
          {t('schedule.sendNow')}
        </button>
        <button type="button" className="ntr-text-button" onClick={() => void onCancel()}>
          {t('schedule.cancel')}
        </button>
      </div>
    </li>
  );
}
