import type { Platform, Wake } from './platform.ts';

/** The platform of browsers, Node and React Native: what one of them lacks is left out. */
export function systemPlatform(): Platform {
  const page = typeof document === 'undefined' ? null : document;
  const scope = typeof addEventListener === 'function' && typeof removeEventListener === 'function' ? globalThis : null;
  return {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    setTimer(run, delayMs) {
      const timer = setTimeout(run, Math.min(delayMs, 2_147_483_647));
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    uuid: makeUuid,
    isOnline: () => typeof navigator === 'undefined' || navigator.onLine !== false,
    isVisible: () => page === null || page.visibilityState !== 'hidden',
    onWake(listener) {
      const on = (what: Wake) => () => listener(what);
      const online = on('online');
      const offline = on('offline');
      const visible = on('visible');
      const seen = () => listener(page?.visibilityState === 'hidden' ? 'hidden' : 'visible');
      scope?.addEventListener('online', online);
      scope?.addEventListener('offline', offline);
      scope?.addEventListener('focus', visible);
      page?.addEventListener('visibilitychange', seen);
      return () => {
        scope?.removeEventListener('online', online);
        scope?.removeEventListener('offline', offline);
        scope?.removeEventListener('focus', visible);
        page?.removeEventListener('visibilitychange', seen);
      };
    },
  };
}

/** UUIDv4. Not `crypto.randomUUID`, which pages served over plain HTTP do not have. */
function makeUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
