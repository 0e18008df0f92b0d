import type { ConversationId } from '@natter/protocol';
import { type FocusEvent, type PointerEvent, useEffect, useRef } from 'react';
import { whoWrote } from '../base/names.ts';
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
  const name = whoWrote(from, toast.conversation, t);
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
        <strong dir="auto">{mentionsMe ? t('notice.mention', { name }) : name}</strong>
        <span className="ntr-toast__preview" dir="auto">
          {plain(message.content ?? '')}
        </span>
      </span>
    </button>
  );
}

/** Who pressed a toast, or had the focus on one that went, is back where they came from; else in the message box. */
function useFocusReturn(toasts: readonly Toast[], setFocus: (isInside: boolean) => void) {
  const { rootRef } = useUi();
  const from = useRef<HTMLElement | null>(null);
  const isInside = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when a toast went.
  useEffect(() => {
    const { activeElement } = document;
    if (!isInside.current || activeElement?.closest('.ntr-toasts')) return;
    isInside.current = false;
    if (activeElement !== null && activeElement !== document.body) return;
    // A touch keyboard does not come up because a toast went.
    const composer = matchMedia('(pointer: coarse)').matches ? null : rootRef.current?.querySelector('textarea');
    const back = from.current?.isConnected ? from.current : composer;
    back?.focus({ preventScroll: true });
  }, [toasts, rootRef]);
  const onFocus = ({ relatedTarget, currentTarget }: FocusEvent) => {
    isInside.current = true;
    setFocus(true);
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) from.current = relatedTarget;
  };
  const onBlur = ({ relatedTarget, currentTarget }: FocusEvent) => {
    isInside.current = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
    setFocus(isInside.current);
  };
  return { onFocus, onBlur };
}

/** What somebody is at, with the pointer or the focus, stays. */
function useHolding(toasts: readonly Toast[]) {
  const { hold } = useShell();
  const by = useRef({ pointer: false, focus: false });
  const set = (change: Partial<typeof by.current>) => {
    Object.assign(by.current, change);
    hold(by.current.pointer || by.current.focus);
  };
  // What goes under the pointer, or with the focus, says nothing of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when a toast went.
  useEffect(() => {
    if (toasts.length === 0) set({ pointer: false });
    if (!document.activeElement?.closest('.ntr-toasts')) set({ focus: false });
  }, [toasts]);
  return {
    setFocus: (focus: boolean) => set({ focus }),
    handlers: {
      onPointerEnter: ({ pointerType }: PointerEvent) => set({ pointer: pointerType !== 'touch' }),
      onPointerLeave: () => set({ pointer: false }),
    },
  };
}

/** What happened elsewhere, for a few seconds. Screen readers hear it from the live region, so this is silent. */
export function Toasts({ onOpen }: ToastsProps) {
  const { t } = useUi();
  const { toasts, dismiss } = useShell();
  const holding = useHolding(toasts);
  const focus = useFocusReturn(toasts, holding.setFocus);
  if (toasts.length === 0) return null;
  return (
    <section className="ntr-toasts" aria-label={t('notice.region')} {...focus} {...holding.handlers}>
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
