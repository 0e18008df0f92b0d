import { useUi } from '../base/ui-context.ts';
import type { Namable } from './find-mentions.ts';

/** Something that can be put at the caret: somebody's name, or an emoji. */
export interface Suggestion {
  readonly key: string;
  readonly label: string;
  readonly person?: Namable & { readonly avatarUrl?: string | null };
  readonly sign?: string;
}

interface SuggestionListProps {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Suggestion[];
  /** The one that is marked; null until an arrow key was pressed. */
  readonly active: number | null;
  readonly optionId: (at: number) => string;
  readonly onTake: (option: Suggestion) => void;
}

/** Above the message box, which keeps the focus and points at the marked option. */
export function SuggestionList({ id, label, options, active, optionId, onTake }: SuggestionListProps) {
  const { slots } = useUi();
  return (
    <div id={id} className="ntr-suggestions" role="listbox" aria-label={label}>
      {options.map((option, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the message box's.
        <div
          key={option.key}
          id={optionId(at)}
          className="ntr-suggestions__option"
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          // The field keeps the focus and its caret.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(option)}
        >
          {option.person === undefined ? (
            <span className="ntr-suggestions__sign" aria-hidden="true">
              {option.sign}
            </span>
          ) : (
            <slots.Avatar person={{ avatarUrl: null, ...option.person }} size="xs" />
          )}
          <bdi className="ntr-suggestions__label">{option.label}</bdi>
        </div>
      ))}
    </div>
  );
}
