import type { Message } from '@natter/protocol';
import { EmojiPicker } from '../emoji/emoji-picker.tsx';
import { Popover } from './popover.tsx';
import { useReact } from './use-react.ts';

export interface ReactionPickerProps {
  readonly message: Message;
  readonly anchor: DOMRect;
  readonly onClose: () => void;
}

/** Any emoji as a reaction. */
export function ReactionPicker({ message, anchor, onClose }: ReactionPickerProps) {
  const react = useReact();
  // A touch keyboard would cover what there is to choose from.
  const hasKeyboard = !matchMedia('(pointer: coarse)').matches;
  return (
    <Popover anchor={anchor} onClose={onClose}>
      <EmojiPicker
        autoFocus={hasKeyboard}
        onPick={(emoji) => {
          onClose();
          react(message, emoji);
        }}
        onClose={onClose}
      />
    </Popover>
  );
}
