import { type KeyboardEvent, type MouseEvent, useRef } from 'react';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import type { ComposerCore } from './composer-core.ts';
import { ComposerIcon } from './composer-icon.tsx';
import { type Format, formatText } from './format-text.ts';
import { insertText } from './insert-text.ts';

/** With the keys that do the same (`aria-keyshortcuts`; ⌘ on a Mac). */
const FORMATS: readonly (readonly [Format, keys: string | undefined])[] = [
  ['bold', 'Control+B'],
  ['italic', 'Control+I'],
  ['strike', 'Control+Shift+X'],
  ['code', 'Control+E'],
  ['block', undefined],
  ['quote', 'Control+Shift+9'],
  ['bullets', 'Control+Shift+8'],
  ['numbers', 'Control+Shift+7'],
];

/** Formats what is selected in the field, or where its caret stands. */
export function applyFormat(area: HTMLTextAreaElement, format: Format): void {
  const { value: text, selectionStart: start, selectionEnd: end } = area;
  const { text: made, ...where } = formatText({ text, start, end }, format);
  insertText(area, made, where);
}

/** Formatting at the press of a button. One stop of the Tab key; arrows move inside. */
export function FormatBar({
  core,
  onSchedule,
}: {
  readonly core: ComposerCore;
  readonly onSchedule?: (() => void) | undefined;
}) {
  const t = useMoreTexts(enComposer);
  const ref = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(ref.current?.querySelectorAll('button') ?? [])];
    const at = event.target instanceof HTMLButtonElement ? buttons.indexOf(event.target) : -1;
    const isRtl = ref.current !== null && getComputedStyle(ref.current).direction === 'rtl';
    const forward = isRtl ? -1 : 1;
    const next = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === 'Escape') {
      core.setPanel(null);
      core.area.current?.focus({ preventScroll: true });
    } else if (next !== undefined) buttons[(next + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // The field keeps the focus, and with it what is selected there.
  const keepFocus = (event: MouseEvent) => event.preventDefault();
  return (
    <div
      ref={ref}
      className="ntr-format"
      role="toolbar"
      aria-label={t('format.bar')}
      onKeyDown={onKeyDown}
      tabIndex={-1}
    >
      {FORMATS.map(([format, keys], at) => (
        <button
          key={format}
          type="button"
          className="ntr-icon-button"
          tabIndex={at === 0 ? 0 : -1}
          title={t(`format.${format}`)}
          aria-label={t(`format.${format}`)}
          aria-keyshortcuts={keys}
          onMouseDown={keepFocus}
          onClick={() => {
            if (core.area.current !== null) applyFormat(core.area.current, format);
          }}
        >
          <ComposerIcon name={format} size={18} />
        </button>
      ))}
      {onSchedule !== undefined && (
        <button
          type="button"
          className="ntr-icon-button ntr-format__last"
          tabIndex={-1}
          title={t('schedule.action')}
          aria-label={t('schedule.action')}
          onClick={onSchedule}
        >
          <ComposerIcon name="clock" size={18} />
        </button>
      )}
    </div>
  );
}
