import { createContext, useContext, useState } from 'react';

/** What a screen reader is told last, and the how manieth it is: the same words again are said again. */
export interface Spoken {
  readonly text: string;
  readonly number: number;
}

export const SpokenContext = createContext<Spoken>({ text: '', number: 0 });

/**
 * The live region. The page has one; a modal dialog has its own, since what is outside of it is inert then and heard by nobody.
 * What was said before it came is not said again.
 */
export function SpokenOutlet() {
  const { text, number } = useContext(SpokenContext);
  const [first] = useState(number);
  return (
    <div className="ntr-hidden" role="status" aria-live="polite" aria-atomic="true">
      {number > first && <span key={number}>{text}</span>}
    </div>
  );
}
