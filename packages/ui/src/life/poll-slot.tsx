import { missingPart, useLater } from '../base/later.tsx';
import { useText } from '../base/ui-context.ts';
import type { PollViewProps } from './poll-view.tsx';

const loadPoll = async () => (await import('./poll-view.tsx')).PollView;

/** Where the choices of a poll stand: what draws them is downloaded with the first one. */
export function PollSlot(props: PollViewProps) {
  const t = useText();
  const Poll = useLater(loadPoll);
  if (Poll) return <Poll {...props} />;
  return (
    <div className="ntr-poll" data-waiting={Poll === undefined || undefined}>
      {Poll === null && missingPart(t).text}
    </div>
  );
}
