import { useNatterClient } from '@natter/react';
import { useEffect, useState } from 'react';
import { useUi } from './ui-context.ts';

/** The server's time (epoch ms), read anew every `everyMs` while the part is on the screen. */
export function useServerNow(everyMs: number): number {
  const client = useNatterClient();
  const { platform } = useUi();
  const [now, setNow] = useState(() => client.serverNow());
  useEffect(() => {
    let cancel = (): void => undefined;
    const tick = () => {
      setNow(client.serverNow());
      cancel = platform.after(everyMs, tick);
    };
    cancel = platform.after(everyMs, tick);
    return () => cancel();
  }, [client, platform, everyMs]);
  return now;
}
