import type { PublicConfig } from '@natter/protocol';
import { useEffect, useState } from 'react';
import { useNatterClient } from './provider.tsx';

/** What this deployment is and allows; null until it is known. */
export function useConfig(): PublicConfig | null {
  const client = useNatterClient();
  const [config, setConfig] = useState<PublicConfig | null>(null);
  useEffect(() => {
    let isCurrent = true;
    client.config().then(
      (known) => {
        if (isCurrent) setConfig(known);
      },
      // Not to be had while offline for the first time: limits are then checked by the server alone.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client]);
  return config;
}
