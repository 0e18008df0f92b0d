import { LIMITS } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useId } from 'react';
import { useUi } from '../base/ui-context.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { instantOf, localOf } from './schedule-times.ts';

/** Why a time cannot be chosen; null: it can. */
export function faultOfTime(at: number, now: number): 'past' | 'tooFar' | null {
  if (Number.isNaN(at) || at <= now) return 'past';
  return at - now > LIMITS.scheduledAheadMs ? 'tooFar' : null;
}

interface WhenFieldProps {
  /** `YYYY-MM-DDTHH:MM` by the viewer's clock. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A day and a time by the viewer's clock, and what is wrong with it. */
export function WhenField({ value, onChange }: WhenFieldProps) {
  const { timeZone } = useUi();
  const t = useMoreTexts(enComposer);
  const now = useNatterClient().serverNow();
  const [id, faultId] = [useId(), useId()];
  const fault = value === '' ? null : faultOfTime(instantOf(value, timeZone), now);
  return (
    <div className="ntr-schedule__when">
      <label htmlFor={id}>{t('schedule.when')}</label>
      <input
        id={id}
        type="datetime-local"
        className="ntr-schedule__field"
        value={value}
        min={localOf(now, timeZone)}
        max={localOf(now + LIMITS.scheduledAheadMs, timeZone)}
        aria-invalid={fault !== null || undefined}
        aria-describedby={fault === null ? undefined : faultId}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {fault !== null && (
        <p id={faultId} className="ntr-schedule__fault" role="alert">
          {t(`schedule.${fault}`)}
        </p>
      )}
    </div>
  );
}
