import { useState } from 'react';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { SKIN_TONES, type SkinTone, withTone } from './skin-tone.ts';

interface SkinToneChoiceProps {
  readonly tone: SkinTone;
  readonly onChange: (tone: SkinTone) => void;
}

/** One hand that opens into six: the tone that emoji of people are shown and inserted in. */
export function SkinToneChoice({ tone, onChange }: SkinToneChoiceProps) {
  const t = useMoreTexts(enComposer);
  const [isOpen, setIsOpen] = useState(false);
  if (!isOpen) {
    return (
      <button
        type="button"
        className="ntr-emoji__tone"
        aria-label={`${t('emoji.tone')}: ${t(`emoji.tone.${tone}`)}`}
        title={t('emoji.tone')}
        aria-expanded={false}
        onClick={() => setIsOpen(true)}
      >
        {withTone('✋', tone)}
      </button>
    );
  }
  return (
    <fieldset className="ntr-emoji__tones" aria-label={t('emoji.tone')}>
      {SKIN_TONES.map((each) => (
        <button
          key={each}
          type="button"
          className="ntr-emoji__tone"
          aria-label={t(`emoji.tone.${each}`)}
          aria-pressed={each === tone}
          onClick={() => {
            onChange(each);
            setIsOpen(false);
          }}
        >
          {withTone('✋', each)}
        </button>
      ))}
    </fieldset>
  );
}
