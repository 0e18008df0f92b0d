import type { Overlays } from '../overlays.ts';
import type { Platform } from '../platform/platform.ts';

/** Waits until it is time to tell the server, or until somebody leaves; false when it is taken back before. */
export function isMeant(
  { platform, overlays }: { readonly platform: Platform; readonly overlays: Overlays },
  afterMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  if (signal?.aborted === true || afterMs <= 0) return Promise.resolve(signal?.aborted !== true);
  return new Promise((resolve) => {
    const end = (isMeant: boolean) => {
      cancel();
      overlays.waiting.delete(go);
      resolve(isMeant);
    };
    const go = () => end(true);
    const cancel = platform.setTimer(go, afterMs);
    overlays.waiting.add(go);
    signal?.addEventListener('abort', () => end(false));
  });
}
