const PATHS = {
  compose:
    'M11.5 4.5H6A2.5 2.5 0 0 0 3.5 7v9.5A2.5 2.5 0 0 0 6 19h9.5a2.5 2.5 0 0 0 2.5-2.5V11M9.5 13l.6-2.7 7.7-7.7a1.5 1.5 0 0 1 2.1 2.1l-7.7 7.7L9.5 13Z',
  settings:
    'M4 7h8m5 0h3M4 16h3m5 0h8M14.5 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Zm-5 9a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm4.8 11.3L20 20',
  close: 'm6 6 12 12M18 6 6 18',
  back: 'm14.5 5-7 7 7 7',
  plus: 'M12 5v14M5 12h14',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  calendar:
    'M5.5 6h13A1.5 1.5 0 0 1 20 7.5V18a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18V7.5A1.5 1.5 0 0 1 5.5 6ZM4 10.5h16M8.5 4v4M15.5 4v4',
  up: 'M12 19V5m-6.5 6.5L12 5l6.5 6.5',
  send: 'M12 19.5V5m-6.5 6.5L12 5l6.5 6.5',
  down: 'M12 5v14m-6.5-6.5L12 19l6.5-6.5',
  pin: 'm14.5 4 5.5 5.5-3.2 1-3.1 3.1-.3 4L6.4 10.6l4-.3 3.1-3.1 1-3.2ZM9.4 14.6 4.5 19.5',
  unpin: 'm14.5 4 5.5 5.5-3.2 1-3.1 3.1-.3 4L6.4 10.6l4-.3 3.1-3.1 1-3.2ZM4 4l16 16',
  mute: 'M9.5 5.2A5.5 5.5 0 0 1 17.5 10v3.5l1.5 3M15 16.5H5L6.5 13.5V10c0-.7.1-1.3.4-1.9M10 19.5h4M4 4l16 16',
  unmute: 'M12 4a5.5 5.5 0 0 0-5.5 5.5v4L5 16.5h14l-1.5-3v-4A5.5 5.5 0 0 0 12 4ZM10 19.5h4',
  unread:
    'M14 5H6.5A2.5 2.5 0 0 0 4 7.5v9A2.5 2.5 0 0 0 6.5 19h11a2.5 2.5 0 0 0 2.5-2.5V10M18.5 3.5a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4Z',
  archive: 'M4 5.5h16v4H4zM5.5 9.5V17A2 2 0 0 0 7.5 19h9a2 2 0 0 0 2-2V9.5M10 13h4',
  trash:
    'M4.5 6.5h15M9.5 6V4.5h5V6M6.5 6.5 7.3 18A1.5 1.5 0 0 0 8.8 19.5h6.4a1.5 1.5 0 0 0 1.5-1.5l.8-11.5M10.2 10.5v5M13.8 10.5v5',
  copy: 'M9 9h8.5A1.5 1.5 0 0 1 19 10.5V18a1.5 1.5 0 0 1-1.5 1.5H10A1.5 1.5 0 0 1 8.5 18V9.5M15.5 5.5A1.5 1.5 0 0 0 14 4H6.5A1.5 1.5 0 0 0 5 5.5V13a1.5 1.5 0 0 0 1.5 1.5',
  quote: 'M5 20V11.5A3.5 3.5 0 0 1 8.5 8H19M15 4l4 4-4 4',
  reply: 'M9.5 6 4.5 11l5 5M4.5 11H14a5.5 5.5 0 0 1 5.5 5.5V18',
  retry: 'M19 12a7 7 0 1 1-2.2-5.1M19.5 3.5v4h-4',
  alert: 'M12 7.5V13m0 3.5h.01M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z',
  note: 'M6 20V5.5A1.5 1.5 0 0 1 7.5 4h9A1.5 1.5 0 0 1 18 5.5V20l-6-4.5L6 20Z',
  star: 'm12 4 2.5 5.2 5.7.8-4.1 4 1 5.6-5.1-2.7-5.1 2.7 1-5.6-4.1-4 5.7-.8L12 4Z',
  timer: 'M12 8.5v4l2.5 1.5M9.5 2.5h5M12 5.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  block: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM6 6l12 12',
  clock: 'M12 7.5V12l3 2M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z',
  flag: 'M6 20.5V4.5h11l-2 4 2 4H6',
  info: 'M12 11v5.5M12 7.6h.01M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z',
  shield: 'M12 3.5 5 6v5.5c0 4.3 2.9 7.5 7 9 4.1-1.5 7-4.7 7-9V6l-7-2.5Zm-3 8.3 2.2 2.2 4-4.2',
  people:
    'M9.5 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM3.5 19c.3-3.2 2.8-5 6-5s5.7 1.8 6 5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.5c1.7.7 2.8 2.2 3 4.5',
  smile: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM8.5 14a4 4 0 0 0 7 0M9 9.5v.5m6-.5v.5',
  format: 'm3.5 18 4.5-12 4.5 12M5 14h6m9.5 4v-3.5a2.5 2.5 0 1 0-2.5 2.5 2.5 2.5 0 0 0 2.5-2.5v-3',
} as const;

export type IconName = keyof typeof PATHS;

/** Icons that point somewhere turn round where text runs from right to left. */
const MIRRORED = new Set<IconName>(['back', 'quote', 'reply', 'flag']);

interface LineIconProps {
  /** In a square of 24. */
  readonly path: string;
  readonly size: number;
  readonly weight?: number;
  readonly isMirrored?: boolean;
}

/** A line in the colour of the text around it. Always decoration: its control carries the name. */
export function LineIcon({ path, size, weight = 1.7, isMirrored = false }: LineIconProps) {
  return (
    <svg
      className="ntr-icon"
      data-mirrored={isMirrored || undefined}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={weight}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

/** One of the kit's own line icons. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <LineIcon path={PATHS[name]} size={size} weight={name === 'more' ? 2.6 : 1.7} isMirrored={MIRRORED.has(name)} />
  );
}
