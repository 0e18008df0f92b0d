import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useUi } from '../base/ui-context.ts';
import { Icon, type IconName } from './icon.tsx';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  /** One of the kit's, or an element of the same size (18 px). */
  readonly icon: IconName | ReactElement;
  /** Said beside the label, such as the time that is left. */
  readonly hint?: string;
  readonly isDestructive?: boolean;
  readonly run: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly actions: readonly MenuAction[];
  /** Where it was asked for, in viewport coordinates. */
  readonly anchor: DOMRect;
  readonly onClose: () => void;
  /** Items above the actions; one that Up and Down pass over has `data-aside`. */
  readonly header?: ReactNode;
}

/** What Up, Down, Home and End go to. */
const ITEMS = '[role^=menuitem]:not([data-aside])';
const MARGIN = 8;

/**
 * Puts the menu below its anchor, above where there is no room, and never outside the window. Under a button both end alike; from a
 * point, where somebody pressed, it goes on in the direction of reading.
 */
export function placeBeside(menu: HTMLElement, anchor: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isRtl = getComputedStyle(menu).direction === 'rtl';
  const startsAtLeft = isRtl === anchor.width > 0;
  const left = startsAtLeft ? anchor.left : anchor.right - width;
  const below = anchor.bottom + 4;
  const top = below + height > innerHeight - MARGIN ? anchor.top - height - 4 : below;
  menu.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
  menu.style.top = `${Math.max(MARGIN, top)}px`;
}

/** A menu of actions. Up, Down, Home, End move; Escape and a click outside close; focus returns to where it was. */
export function Menu({ label, actions, anchor, onClose, header }: MenuProps) {
  const ref = useRef<HTMLDivElement>(null);
  const openerRef = useRef<Element | null>(null);
  const { rootRef } = useUi();

  useLayoutEffect(() => {
    const menu = ref.current;
    if (menu === null) return;
    openerRef.current = document.activeElement;
    // Above everything of the page, and in its coordinates whatever a host transforms or clips around us.
    if (typeof menu.showPopover === 'function') menu.showPopover();
    placeBeside(menu, anchor);
    (menu.querySelector<HTMLElement>('.ntr-menu__item') ?? menu.querySelector<HTMLElement>(ITEMS))?.focus();
    return () => {
      const opener = openerRef.current;
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, [anchor]);

  useEffect(() => {
    const closeOutside = (event: Event) => {
      if (!(event.target instanceof Node) || ref.current?.contains(event.target) !== true) onClose();
    };
    // Whoever lifts a finger from the button that they held has put the focus there.
    const closeByKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || (event.target instanceof Node && ref.current?.contains(event.target))) return;
      event.preventDefault();
      event.stopPropagation();
      onClose();
    };
    document.addEventListener('pointerdown', closeOutside, true);
    document.addEventListener('keydown', closeByKey, true);
    window.addEventListener('resize', onClose);
    window.addEventListener('blur', onClose);
    return () => {
      document.removeEventListener('pointerdown', closeOutside, true);
      document.removeEventListener('keydown', closeByKey, true);
      window.removeEventListener('resize', onClose);
      window.removeEventListener('blur', onClose);
    };
  }, [onClose]);

  const onKeyDown = (event: KeyboardEvent) => {
    const items = [...(ref.current?.querySelectorAll<HTMLElement>(ITEMS) ?? [])];
    const at = items.findIndex((item) => item.matches(':focus'));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) items[(next + items.length) % items.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return createPortal(
    <div
      ref={ref}
      className="ntr-menu"
      popover="manual"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      // The key that asked for this one asks the browser for its own as it comes up, in some of them.
      onContextMenu={(event) => event.preventDefault()}
    >
      {header}
      {actions.map((action) => (
        <button
          key={action.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className="ntr-menu__item"
          data-destructive={action.isDestructive || undefined}
          onClick={() => {
            onClose();
            action.run();
          }}
        >
          {typeof action.icon === 'string' ? <Icon name={action.icon} size={18} /> : action.icon}
          <span className="ntr-menu__label">{action.label}</span>
          {action.hint !== undefined && <span className="ntr-menu__hint">{action.hint}</span>}
        </button>
      ))}
    </div>,
    rootRef.current ?? document.body,
  );
}
