import { LineIcon } from '../parts/icon.tsx';
import type { Format } from './format-text.ts';

const PATHS: Record<Format | 'clock' | 'pencil' | 'reply', string> = {
  bold: 'M7.5 5h5.2a3.4 3.4 0 0 1 0 6.8H7.5V5Zm0 6.8h6a3.6 3.6 0 0 1 0 7.2h-6v-7.2Z',
  italic: 'M10.5 5H17M7 19h6.5M14.2 5 9.8 19',
  strike:
    'M16.5 7.8C15.9 6 14.2 5 12 5c-2.6 0-4.5 1.3-4.5 3.3 0 3.7 9.2 3.4 9.2 7.3 0 2.1-2 3.4-4.7 3.4-2.5 0-4.4-1.1-4.9-3M4 12h16',
  code: 'm8.5 7.5-4.5 4.5 4.5 4.5m7-9 4.5 4.5-4.5 4.5',
  block:
    'M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18V6A1.5 1.5 0 0 1 5 4.5Zm4.5 5L7 12l2.5 2.5m5-5L17 12l-2.5 2.5',
  quote: 'M5 5v14M9.5 8H19M9.5 12H19M9.5 16H15',
  bullets: 'M5 7h.01M5 12h.01M5 17h.01M9.5 7H20M9.5 12H20M9.5 17H20',
  numbers: 'M4 5.5 5.5 4.5v5M3.8 14.8c.4-1.5 3-1.3 3 .3 0 1.3-1.7 1.8-3 3.4h3.2M10.5 7H20M10.5 12H20M10.5 17H20',
  clock: 'M12 7.5V12l3 2M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z',
  pencil: 'm5 19 .8-3.6L16.3 4.9a1.9 1.9 0 0 1 2.8 2.8L8.6 18.2 5 19Z',
  reply: 'M9.5 6 4.5 11l5 5M4.5 11H14a5.5 5.5 0 0 1 5.5 5.5V18',
};

/** Icons of the message box's own, in the manner of the kit's; apart from them, since they come later. */
export function ComposerIcon({ name, size = 20 }: { readonly name: keyof typeof PATHS; readonly size?: number }) {
  return <LineIcon path={PATHS[name]} size={size} weight={1.8} isMirrored={name === 'reply'} />;
}
