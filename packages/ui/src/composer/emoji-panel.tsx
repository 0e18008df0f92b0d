import { useCallback, useEffect } from 'react';
import { EmojiPicker } from '../emoji/later-picker.tsx';
import type { ComposerCore } from './composer-core.ts';
import { insertAtCaret } from './insert-text.ts';

/** The emoji above the message box. The caret stays where it was, and has the focus again when they are closed. */
export function EmojiPanel({ core }: { readonly core: ComposerCore }) {
  const { area, setPanel } = core;
  const isTouch = matchMedia('(pointer: coarse)').matches;
  useEffect(() => {
    const box = area.current?.closest('.ntr-composer');
    const closeOutside = (event: Event) => {
      if (!(event.target instanceof Node) || box?.contains(event.target) !== true) setPanel(null);
    };
    document.addEventListener('pointerdown', closeOutside, true);
    return () => document.removeEventListener('pointerdown', closeOutside, true);
  }, [area, setPanel]);
  const close = useCallback(() => {
    setPanel(null);
    area.current?.focus({ preventScroll: true });
  }, [area, setPanel]);
  return (
    <div className="ntr-composer__emoji">
      <EmojiPicker
        autoFocus={!isTouch}
        onClose={close}
        onPick={(emoji, by) => {
          if (area.current !== null) insertAtCaret(area.current, emoji, { keepsFocus: isTouch });
          // Whoever types goes on typing; whoever points may want another one.
          if (by === 'key') close();
        }}
      />
    </div>
  );
}
