import { useEffect, useState } from 'react';
import { useUi } from './ui-context.ts';

/** A value once it has been still for `ms`; the first one at once. */
export function useDebounced<Value>(value: Value, ms: number): Value {
  const { platform } = useUi();
  const [still, setStill] = useState(value);
  useEffect(() => platform.after(ms, () => setStill(value)), [platform, value, ms]);
  return still;
}
