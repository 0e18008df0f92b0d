import type { ReactNode } from 'react';
import type { Asked } from '../use-asked.ts';

interface AskedPageProps<Value> {
  readonly asked: Asked<Value>;
  readonly onRetry: () => Promise<void>;
  readonly children: (value: Value) => ReactNode;
}

/** What was asked for, or that it is on its way, or that it did not come. */
export function AskedPage<Value>({ asked, onRetry, children }: AskedPageProps<Value>) {
  if (asked.state === 'here') return children(asked.value);
  if (asked.state === 'asking') return <p className="br-text" aria-busy="true" />;
  return (
    <div role="alert">
      <p className="br-text">{asked.sentence}</p>
      <button type="button" className="br-button" onClick={() => void onRetry()}>
        Try again
      </button>
    </div>
  );
}
