import { useUi } from '../base/ui-context.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Icon } from '../parts/icon.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { enLife } from './en-life.ts';
import type { Target } from './forward-targets.ts';
import type { Outcome } from './use-forwarding.ts';

interface OptionProps {
  readonly id: string;
  readonly target: Target;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

/** Somebody who may be chosen. */
export function TargetOption({ id, target, isActive, isChosen, onToggle }: OptionProps) {
  const { slots } = useUi();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field above handles the keys for all options.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the search field, which names the active option.
    <div
      role="option"
      id={id}
      className="ntr-target"
      aria-selected={isChosen}
      data-active={isActive || undefined}
      onClick={onToggle}
    >
      <slots.Avatar person={target.face} size="s" isNote={target.isNote} />
      <PersonName person={{ ...target.face, displayName: target.name }} />
      <span className="ntr-target__box">{isChosen && <Icon name="check" size={16} />}</span>
    </div>
  );
}

/** What became of each copy, where not all could be sent. */
export function Outcomes({
  outcomes,
  onClose,
}: {
  readonly outcomes: readonly Outcome[];
  readonly onClose: () => void;
}) {
  const { slots } = useUi();
  const t = useMoreTexts(enLife);
  return (
    <>
      <div role="status">
        <ul className="ntr-who">
          {outcomes.map(({ target, fault }) => (
            <li key={target.key} className="ntr-who__person">
              <slots.Avatar person={target.face} size="s" isNote={target.isNote} />
              <span className="ntr-who__name">
                <bdi>{target.name}</bdi>
                <span className="ntr-who__time" data-bad={fault !== null || undefined}>
                  {fault ?? t('forward.sent')}
                </span>
              </span>
              <Icon name={fault === null ? 'check' : 'alert'} size={18} />
            </li>
          ))}
        </ul>
      </div>
      <div className="ntr-dialog__answers">
        {/* biome-ignore lint/a11y/noAutofocus: the button that was pressed has gone. */}
        <button type="button" className="ntr-button" data-kind="primary" autoFocus onClick={onClose}>
          {t('forward.finish')}
        </button>
      </div>
    </>
  );
}
