import {
  type FocusEvent,
  type ReactNode,
  type RefObject,
  type SyntheticEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
} from 'react';
import { SpokenOutlet } from '../base/spoken.tsx';
import { useText } from '../base/ui-context.ts';
import { Icon } from './icon.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** The id of what says in words what this is about. */
  readonly describedBy?: string | undefined;
  readonly children: ReactNode;
}

/** Only when this dialog itself is closed: React hands the event of one that was opened from it on to it. */
const onItsOwn = (onClose: () => void) => (event: SyntheticEvent) => {
  if (event.target === event.currentTarget) onClose();
};

const STOPS = ['button', 'input', 'textarea', 'select', 'a[href]', '[tabindex="0"]']
  .map((each) => `${each}:not([disabled])`)
  .join(',');

/** What goes from a dialog while it has the focus, such as the line of a list, leaves it to what takes its place. */
function useFocusKept(ref: RefObject<HTMLElement | null>) {
  const at = useRef(-1);
  const stops = () => [...(ref.current?.querySelectorAll<HTMLElement>(STOPS) ?? [])];
  useEffect(() => {
    if (at.current < 0 || (document.activeElement ?? document.body) !== document.body) return;
    const all = stops();
    all[Math.min(at.current, all.length - 1)]?.focus();
  });
  return {
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      at.current = stops().indexOf(target);
    },
    // Of one's own accord it may be nowhere.
    onBlur: () => {
      at.current = -1;
    },
  };
}

/** A native modal dialog: the browser keeps focus inside, closes on Escape and gives focus back. */
export function Dialog({ title, onClose, describedBy, children }: DialogProps) {
  const t = useText();
  const titleId = useId();
  const ref = useRef<HTMLDialogElement>(null);
  const kept = useFocusKept(ref);
  // In the layout phase: the browser gives the focus back only while the dialog is still in the page.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (!dialog.open) dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className="ntr-dialog"
      aria-labelledby={titleId}
      aria-describedby={describedBy}
      {...kept}
      onClose={onItsOwn(onClose)}
      onCancel={onItsOwn(onClose)}
    >
      <header className="ntr-dialog__head">
        <h2 id={titleId} className="ntr-dialog__title">
          {title}
        </h2>
        <button type="button" className="ntr-icon-button" aria-label={t('app.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="ntr-dialog__body">{children}</div>
      <SpokenOutlet />
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  /** A second, quieter line. */
  readonly hint?: string;
  readonly confirmLabel: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before something that cannot be taken back. The safe answer has the focus. */
export function ConfirmDialog({ title, text, hint, confirmLabel, onConfirm, onCancel }: ConfirmProps) {
  const t = useText();
  const [titleId, textId] = [useId(), useId()];
  const ref = useRef<HTMLDialogElement>(null);
  const cancelRef = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (!dialog.open) dialog.showModal();
    cancelRef.current?.focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className="ntr-dialog"
      data-size="small"
      role="alertdialog"
      aria-labelledby={titleId}
      aria-describedby={textId}
      onClose={onItsOwn(onCancel)}
      onCancel={onItsOwn(onCancel)}
    >
      <h2 id={titleId} className="ntr-dialog__title">
        {title}
      </h2>
      <p id={textId} className="ntr-dialog__text">
        {text} {hint}
      </p>
      <div className="ntr-dialog__answers">
        <button ref={cancelRef} type="button" className="ntr-button" data-kind="quiet" onClick={onCancel}>
          {t('app.cancel')}
        </button>
        <button type="button" className="ntr-button" data-kind="danger" onClick={onConfirm}>
          {confirmLabel}
        </button>
      </div>
      <SpokenOutlet />
    </dialog>
  );
}
