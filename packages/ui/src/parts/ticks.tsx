import type { SendStatus, TicksProps } from '../base/slot-props.ts';
import { useText } from '../base/ui-context.ts';

const CLOCK = 'M8 2.2a5.3 5.3 0 1 1 0 10.6a5.3 5.3 0 0 1 0-10.6ZM8 4.8v2.9l1.9 1.2';
const ONE = 'm3.5 7.8 3 3L13 4.3';
const TWO = 'm1.5 7.8 3 3L11 4.3M8.2 10.3l.5.5L15 4.3';
const BANG = 'M8 4.2v4m0 2.6h.01M8 1.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12Z';

const SHAPES: Record<SendStatus, string> = {
  queued: CLOCK,
  sending: CLOCK,
  sent: ONE,
  delivered: TWO,
  read: TWO,
  failed: BANG,
};

/** How far an own message has come. Shape and words say it; colour only repeats it. */
export function Ticks({ status }: TicksProps) {
  const t = useText();
  return (
    <svg
      className="ntr-ticks"
      data-status={status}
      width="16"
      height="15"
      viewBox="0 0 16 15"
      role="img"
      aria-label={t(`status.${status}`)}
    >
      <path d={SHAPES[status]} />
    </svg>
  );
}
