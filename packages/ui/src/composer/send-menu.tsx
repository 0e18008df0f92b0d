import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { Menu, type MenuAction } from '../parts/menu.tsx';
import type { ComposerCore } from './composer-core.ts';

const LONG_MS = 480;

/** The menu of the send button: by a long press, by the right button, and by the menu key while it has the focus. */
export function useSendMenu(core: ComposerCore, label: string, actions: readonly MenuAction[]): ReactNode {
  const { platform } = useUi();
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const hasActions = actions.length > 0;
  const wasLong = useRef(false);
  useEffect(() => {
    const button = core.area.current?.form?.querySelector<HTMLElement>('.ntr-composer__send') ?? null;
    if (button === null || !hasActions) return;
    const listening = new AbortController();
    const { signal } = listening;
    let cancel = (): void => undefined;
    const open = (event: Event) => {
      event.preventDefault();
      setAnchor(button.getBoundingClientRect());
    };
    button.addEventListener('contextmenu', open, { signal });
    const down = (event: PointerEvent) => {
      wasLong.current = false;
      if (event.button !== 0) return;
      cancel = platform.after(LONG_MS, () => {
        wasLong.current = true;
        setAnchor(button.getBoundingClientRect());
      });
    };
    button.addEventListener('pointerdown', down, { signal });
    for (const name of ['pointerup', 'pointerleave', 'pointercancel'] as const)
      button.addEventListener(name, () => cancel(), { signal });
    // The end of a long press is no press.
    const swallow = (event: Event) => {
      if (!wasLong.current) return;
      wasLong.current = false;
      event.preventDefault();
      event.stopPropagation();
    };
    button.addEventListener('click', swallow, { signal, capture: true });
    return () => {
      cancel();
      listening.abort();
    };
  }, [core.area, hasActions, platform]);
  return anchor === null ? null : (
    <Menu label={label} actions={actions} anchor={anchor} onClose={() => setAnchor(null)} />
  );
}
