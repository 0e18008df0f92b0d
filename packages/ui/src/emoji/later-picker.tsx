import { useEffect } from 'react';
import { missingPart, useLater } from '../base/later.tsx';
import { useUi } from '../base/ui-context.ts';
import type { EmojiPickerProps } from './emoji-picker.tsx';

const loadPicker = async () => (await import('./emoji-picker.tsx')).EmojiPicker;

/** Emoji to choose from, downloaded with their names when they are first shown; from this app's own files alone. */
export function EmojiPicker(props: EmojiPickerProps) {
  const { t, tell } = useUi();
  const Picker = useLater(loadPicker);
  const { onClose } = props;
  useEffect(() => {
    if (Picker !== null) return;
    const { text, action } = missingPart(t);
    tell(text, action);
    onClose();
  }, [Picker, onClose, t, tell]);
  return Picker === null || Picker === undefined ? null : <Picker {...props} />;
}
