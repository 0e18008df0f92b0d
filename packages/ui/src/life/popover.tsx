import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useUi } from '../base/ui-context.ts';
import { placeBeside } from '../parts/menu.tsx';

interface PopoverProps {
  /** Where it was asked for, in viewport coordinates. */
  readonly anchor: DOMRect;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Something to choose from beside what asked for it. Escape and a click outside close it; the focus goes back to where it was. */
export function Popover({ anchor, onClose, children }: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { rootRef } = useUi();
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const opener = document.activeElement;
    if (typeof box.showPopover === 'function') box.showPopover();
    placeBeside(box, anchor);
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, [anchor]);
  useEffect(() => {
    const closeOutside = (event: Event) => {
      if (!(event.target instanceof Node) || ref.current?.contains(event.target) !== true) onClose();
    };
    const closeByKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      onClose();
    };
    document.addEventListener('pointerdown', closeOutside, true);
    document.addEventListener('keydown', closeByKey);
    window.addEventListener('resize', onClose);
    return () => {
      document.removeEventListener('pointerdown', closeOutside, true);
      document.removeEventListener('keydown', closeByKey);
      window.removeEventListener('resize', onClose);
    };
  }, [onClose]);
  return createPortal(
    <div ref={ref} className="ntr-popover" popover="manual">
      {children}
    </div>,
    rootRef.current ?? document.body,
  );
}
