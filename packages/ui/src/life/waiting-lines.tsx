import type { ErrorBody } from '@natter/protocol';
import { refusalText } from '../base/refusal-text.ts';
import { useText } from '../base/ui-context.ts';

/** Lines that stand for people who are still being looked for. */
export function WaitingLines({ label, count = 2 }: { readonly label: string; readonly count?: number }) {
  return (
    <div className="ntr-waiting" role="status" aria-label={label}>
      {Array.from({ length: Math.min(count, 6) }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
        <div key={at} className="ntr-waiting__line">
          <span className="ntr-skeleton ntr-waiting__face" />
          <span className="ntr-skeleton ntr-waiting__name" />
        </div>
      ))}
    </div>
  );
}

interface FaultProps {
  readonly error: ErrorBody;
  readonly say: (detail: string) => string;
  readonly onRetry: () => void;
}

/** It could not be had: why, and another attempt. */
export function Fault({ error, say, onRetry }: FaultProps) {
  const t = useText();
  return (
    <div className="ntr-life-fault" role="alert">
      <p>{say(refusalText(error, t))}</p>
      <button type="button" className="ntr-button" data-kind="quiet" onClick={onRetry}>
        {t('app.retry')}
      </button>
    </div>
  );
}
