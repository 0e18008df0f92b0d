import { useEffect, useState } from 'react';
import { todayOf } from './times.ts';
import { useUi } from './ui-context.ts';

/** How often the calendar is looked at: Today becomes Yesterday within a minute of midnight. */
const LOOK_MS = 60_000;

/** An instant (epoch ms) of the viewer's present day. It stays the same number until the day is another one. */
export function useToday(): number {
  const { platform, timeZone } = useUi();
  const [today, setToday] = useState(() => platform.now());
  useEffect(() => {
    let cancel: (() => void) | null = null;
    const look = () => {
      const now = platform.now();
      setToday((was) => (todayOf(was, timeZone) === todayOf(now, timeZone) ? was : now));
      cancel = platform.after(LOOK_MS, look);
    };
    look();
    return () => cancel?.();
  }, [platform, timeZone]);
  return today;
}
