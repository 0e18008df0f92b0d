import { useEffect } from 'react';
import { missingPart, useLater } from '../base/later.tsx';
import { useUi } from '../base/ui-context.ts';
import type { ComposerCore } from './composer-core.ts';
import { insertAtCaret } from './insert-text.ts';

const loadPicker = async () => (await import('../emoji/emoji-picker.tsx')).EmojiPicker;

/** The emoji above the message box. The caret stays where it was, and has the focus again when they are closed. */
export function EmojiPanel({ core }: { readonly core: ComposerCore }) {
  const { t, tell } = useUi();
  const Picker = useLater(loadPicker);
  const { area, setPanel } = core;
  const isTouch = matchMedia('(pointer: coarse)').matches;
  useEffect(() => {
    if (Picker !== null) return;
    const { text, action } = missingPart(t);
    tell(text, action);
    setPanel(null);
  }, [Picker, setPanel, t, tell]);
  useEffect(() => {
    const box = area.current?.closest('.ntr-composer');
    const closeOutside = (event: Event) => {
      if (!(event.target instanceof Node) || box?.contains(event.target) !== true) setPanel(null);
    };
    document.addEventListener('pointerdown', closeOutside, true);
    return () => document.removeEventListener('pointerdown', closeOutside, true);
  }, [area, setPanel]);
  if (Picker === null || Picker === undefined) return null;
  const close = () => {
    setPanel(null);
    area.current?.focus({ preventScroll: true });
  };
  return (
    <div className="ntr-composer__emoji">
      <Picker
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
