import type { Conversation } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type FormEvent, useId, useState } from 'react';
import { isNoteToSelf } from '../base/names.ts';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { asUnits, type DurationUnit, durationText, secondsOf } from './duration.ts';
import { enLife } from './en-life.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const PRESETS: readonly number[] = [HOUR, DAY, 7 * DAY, 90 * DAY];
const UNITS: readonly DurationUnit[] = ['minute', 'hour', 'day', 'week'];

interface CustomProps {
  readonly seconds: number | null;
  readonly isBusy: boolean;
  readonly onSet: (seconds: number) => void;
}

function CustomTime({ seconds, isBusy, onSet }: CustomProps) {
  const t = useMoreTexts(enLife);
  const hintId = useId();
  const [{ count, unit }, setTime] = useState<{ count: number; unit: DurationUnit }>(() =>
    asUnits(seconds ?? 30 * DAY),
  );
  const wanted = count * secondsOf(unit);
  const isPossible = Number.isInteger(count) && wanted >= LIMITS.disappearMin && wanted <= LIMITS.disappearMax;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPossible) onSet(wanted);
  };
  return (
    <form className="ntr-vanish__custom" noValidate onSubmit={submit}>
      <input
        className="ntr-field__input"
        type="number"
        min={1}
        step={1}
        aria-label={t('vanish.count')}
        aria-describedby={hintId}
        aria-invalid={!isPossible}
        value={Number.isNaN(count) ? '' : count}
        onChange={(event) => setTime({ count: event.currentTarget.valueAsNumber, unit })}
      />
      <select
        className="ntr-field__input"
        aria-label={t('vanish.unit')}
        value={unit}
        onChange={(event) => {
          const chosen = UNITS.find((each) => each === event.currentTarget.value);
          if (chosen !== undefined) setTime({ count, unit: chosen });
        }}
      >
        {UNITS.map((each) => (
          <option key={each} value={each}>
            {t(`vanish.unit.${each}`)}
          </option>
        ))}
      </select>
      <button type="submit" className="ntr-button" data-kind="primary" disabled={!isPossible || isBusy}>
        {t('vanish.set')}
      </button>
      <p id={hintId} className="ntr-vanish__hint" data-bad={!isPossible || undefined}>
        {t('vanish.range')}
      </p>
    </form>
  );
}

export interface DisappearingChoiceProps {
  readonly conversation: Conversation;
}

/** How long new messages of this conversation stay; a choice holds at once, for everybody in it. */
export function DisappearingChoice({ conversation }: DisappearingChoiceProps) {
  const client = useNatterClient();
  const { tell, locale } = useUi();
  const t = useMoreTexts(enLife);
  const name = useId();
  const [now, setNow] = useState(conversation.disappearAfter ?? null);
  const [isCustom, setIsCustom] = useState(now !== null && !PRESETS.includes(now));
  const [isBusy, setIsBusy] = useState(false);
  const choose = async (seconds: number | null) => {
    const before = now;
    setNow(seconds);
    setIsBusy(true);
    try {
      await client.conversations.setDisappearing(conversation.id, seconds);
      tell(seconds === null ? t('vanish.doneOff') : t('vanish.done', { time: durationText(seconds, locale) }));
    } catch (cause) {
      setNow(before);
      tell(t('vanish.failed', { detail: refusalText(refusalOf(cause), t) }));
    }
    setIsBusy(false);
  };
  const choices = [
    { label: t('vanish.off'), seconds: null },
    ...PRESETS.map((seconds) => ({ label: durationText(seconds, locale), seconds })),
  ];
  const isOther = isCustom || (now !== null && !PRESETS.includes(now));
  const isReadOnly = !conversation.can.send;
  const ofTwo = isNoteToSelf(conversation, client.userId) ? t('vanish.textNote') : t('vanish.text');
  const explanation = conversation.type === 'group' ? t('vanish.textGroup') : ofTwo;
  return (
    <section className="ntr-details__part ntr-vanish" aria-label={t('vanish.title')}>
      <h3 className="ntr-dialog__section">{t('vanish.title')}</h3>
      <fieldset className="ntr-vanish__choices" disabled={isReadOnly} aria-describedby={`${name}-text`}>
        <legend className="ntr-hidden">{t('vanish.title')}</legend>
        {choices.map(({ label, seconds }) => (
          <label key={label} className="ntr-vanish__choice">
            <input
              type="radio"
              name={name}
              checked={!isOther && now === seconds}
              onChange={() => {
                setIsCustom(false);
                void choose(seconds);
              }}
            />
            <span>{label}</span>
          </label>
        ))}
        <label className="ntr-vanish__choice">
          <input type="radio" name={name} checked={isOther} onChange={() => setIsCustom(true)} />
          <span>
            {isOther && now !== null && !PRESETS.includes(now) ? durationText(now, locale) : t('vanish.custom')}
          </span>
        </label>
      </fieldset>
      {isOther && !isReadOnly && <CustomTime seconds={now} isBusy={isBusy} onSet={(seconds) => void choose(seconds)} />}
      <p id={`${name}-text`}>{explanation}</p>
    </section>
  );
}
