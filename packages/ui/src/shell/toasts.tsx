import type { ConversationId } from '@natter/protocol';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { Icon } from '../parts/icon.tsx';
import { type Toast, useShell } from './shell-context.ts';

interface ToastsProps {
  readonly onOpen: (id: ConversationId) => void;
}

function ToastBody({ toast, onOpen }: { readonly toast: Toast } & ToastsProps) {
  const { t, slots } = useUi();
  const { dismiss } = useShell();
  const { plain } = useFormatting();
  if (toast.kind === 'sentence') {
    const { action } = toast;
    return (
      <>
        <p className="ntr-toast__sentence">{toast.text}</p>
        {action !== undefined && (
          <button
            type="button"
            className="ntr-text-button"
            onClick={() => {
              dismiss(toast.id);
              action.run();
            }}
          >
            {action.label}
          </button>
        )}
      </>
    );
  }
  const { from, message, mentionsMe } = toast;
  return (
    <button
      type="button"
      className="ntr-toast__message"
      data-mention={mentionsMe || undefined}
      onClick={() => {
        dismiss(toast.id);
        onOpen(toast.conversation.id);
      }}
    >
      <slots.Avatar person={from} size="s" />
      <span className="ntr-toast__words">
        <strong dir="auto">{mentionsMe ? t('notice.mention', { name: from.displayName }) : from.displayName}</strong>
        <span className="ntr-toast__preview" dir="auto">
          {plain(message.content ?? '')}
        </span>
      </span>
    </button>
  );
}

/** What happened elsewhere, for a few seconds. Screen readers hear it from the live region, so this is silent. */
export function Toasts({ onOpen }: ToastsProps) {
  const { t } = useUi();
  const { toasts, dismiss } = useShell();
  if (toasts.length === 0) return null;
  return (
    <section className="ntr-toasts" aria-label={t('notice.region')}>
      {toasts.map((toast) => (
        <div key={toast.id} className="ntr-toast">
          <ToastBody toast={toast} onOpen={onOpen} />
          <button
            type="button"
            className="ntr-icon-button ntr-toast__close"
            aria-label={t('notice.dismiss')}
            onClick={() => dismiss(toast.id)}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </section>
  );
}
