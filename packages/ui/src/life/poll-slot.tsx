import { missingPart, useLater } from '../base/later.tsx';
import type { ThreadMessage } from '../base/slot-props.ts';
import { useText } from '../base/ui-context.ts';

const loadPoll = async () => (await import('./poll-view.tsx')).PollView;

export interface PollSlotProps {
  readonly entry: ThreadMessage;
  /** I may not act in this conversation. */
  readonly isReadOnly: boolean;
}

/** Where the choices of a poll stand: what draws them is downloaded with the first one. */
export function PollSlot(props: PollSlotProps) {
  const t = useText();
  const Poll = useLater(loadPoll);
  if (Poll) return <Poll {...props} />;
  return (
    <div className="ntr-poll" data-waiting={Poll === undefined || undefined}>
      {Poll === null && missingPart(t).text}
    </div>
  );
}
