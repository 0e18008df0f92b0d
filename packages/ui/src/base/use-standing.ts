import type { NatterClient } from '@natter/client';
import type { Feature, Me, PublicConfig } from '@natter/protocol';
import { useLive, useNatterClient } from '@natter/react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useUi } from './ui-context.ts';

/** What the deployment is and what the signed-in person may do in it; null until it is known. */
export interface Standing {
  readonly config: PublicConfig | null;
  readonly me: Me | null;
}

interface ConfigSource {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => PublicConfig | null;
}

const sources = new WeakMap<NatterClient, ConfigSource>();

/** One for all parts of the kit that share a client. Asked when the first part wants it, and with every new connection. */
function createSource(client: NatterClient): ConfigSource {
  let config: PublicConfig | null = null;
  const listeners = new Set<() => void>();
  const ask = () => {
    client.config().then(
      (known) => {
        config = known;
        for (const listener of [...listeners]) listener();
      },
      // Not to be had: what is known stays, the server decides at each call, and the next connection asks again.
      () => undefined,
    );
  };
  let stopWatching: (() => void) | null = null;
  const watch = () => {
    const isLive = () => client.connection.getSnapshot().state === 'live';
    let wasLive = isLive();
    ask();
    return client.connection.subscribe(() => {
      if (isLive() && !wasLive) ask();
      wasLive = isLive();
    });
  };
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      stopWatching ??= watch();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stopWatching?.();
        stopWatching = null;
      };
    },
    getSnapshot: () => config,
  };
}

/** What this deployment is and what I may do in it. Both stay up to date. */
export function useStanding(): Standing {
  const client = useNatterClient();
  let source = sources.get(client);
  if (source === undefined) {
    source = createSource(client);
    sources.set(client, source);
  }
  const config = useSyncExternalStore(source.subscribe, source.getSnapshot, source.getSnapshot);
  return { config, me: useLive(client.myself) };
}

/** Whether a feature is on. What is not known to be on is not offered. */
export function useFeature(feature: Feature): boolean {
  return useStanding().config?.features[feature] === true;
}

/** Whether I may begin conversations. Unknown counts as yes: the server has the last word, and says what would allow it. */
export function useMayStart(): boolean {
  return useStanding().me?.can.start !== false;
}

/** How long a part waits to know before it takes its chances (ms). */
const PATIENCE_MS = 2_000;

/**
 * The same for what is better shown a moment later than shown and taken back: null while that is still being found out, on a
 * device that does not know the person yet.
 */
export function useMayStartOnceKnown(): boolean | null {
  const { platform } = useUi();
  const isKnown = useStanding().me !== null;
  const mayStart = useMayStart();
  const [isPatient, setIsPatient] = useState(true);
  useEffect(() => (isKnown ? undefined : platform.after(PATIENCE_MS, () => setIsPatient(false))), [isKnown, platform]);
  return isKnown || !isPatient ? mayStart : null;
}
