import { LineIcon } from '../parts/icon.tsx';

const PATHS = {
  react: 'M20.4 11.2A8.5 8.5 0 1 1 12.8 3.6M8.5 14.2a4.3 4.3 0 0 0 7 0M9 9.7h.01M15 9.7h.01M18.5 2.5v6M15.5 5.5h6',
  pencil: 'm5 19 .8-3.6L16.3 4.9a1.9 1.9 0 0 1 2.8 2.8L8.6 18.2 5 19Z',
  history: 'M4.5 12a7.5 7.5 0 1 1 2.4 5.5M4 19.5V15h4.5M12 8v4.3l2.8 1.7',
  forward: 'M5 19v-5.5A4.5 4.5 0 0 1 9.5 9H19M14.5 4.5 19 9l-4.5 4.5',
  unstar: 'm12 4 2.5 5.2 5.7.8-4.1 4 1 5.6-5.1-2.7-5.1 2.7 1-5.6-4.1-4 5.7-.8L12 4ZM4 4l16 16',
  poll: 'M5 19.5v-8M12 19.5v-15M19 19.5v-5',
} as const;

export type LifeIconName = keyof typeof PATHS;

/** Icons of what becomes of a message, in the manner of the kit's; apart from them, since they come later. */
export function LifeIcon({ name, size = 18 }: { readonly name: LifeIconName; readonly size?: number }) {
  return <LineIcon path={PATHS[name]} size={size} isMirrored={name === 'forward'} />;
}
