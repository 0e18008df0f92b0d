import { type KeyboardEvent, useRef } from 'react';
import { useText } from '../base/ui-context.ts';
import { Icon } from './icon.tsx';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoFocus?: boolean;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  /** The list it filters, and the option that Enter would take, where the field is a combobox. */
  readonly controls?: string;
  readonly activeOption?: string | undefined;
}

/** A search field that can be cleared, by its button or by Escape. */
export function SearchField(props: SearchFieldProps) {
  const { label, value, onChange, controls, activeOption } = props;
  const t = useText();
  const ref = useRef<HTMLInputElement>(null);
  const combobox =
    controls === undefined
      ? {}
      : ({
          role: 'combobox',
          'aria-expanded': true,
          'aria-controls': controls,
          'aria-autocomplete': 'list',
          'aria-activedescendant': activeOption,
        } as const);
  return (
    <div className="ntr-search">
      <Icon name="search" size={18} />
      <input
        ref={ref}
        className="ntr-search__input"
        type="search"
        dir="auto"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: only where the page is opened in order to search.
        autoFocus={props.autoFocus}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.preventDefault();
            event.stopPropagation();
            onChange('');
            return;
          }
          props.onKeyDown?.(event);
        }}
        {...combobox}
      />
      {value !== '' && (
        <button
          type="button"
          className="ntr-icon-button ntr-search__clear"
          aria-label={t('inbox.clearSearch')}
          onClick={() => {
            onChange('');
            ref.current?.focus();
          }}
        >
          <Icon name="close" size={16} />
        </button>
      )}
    </div>
  );
}
