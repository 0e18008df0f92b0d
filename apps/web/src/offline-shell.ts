/**
 * Registers the service worker that keeps the app's files, so that a reload works without the server. A newer worker waits
 * while older tabs are open; a page that has just been loaded and is the only one lets it take over, and loads once more.
 */
export function keepShellOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const hadWorker = serviceWorker.controller !== null;
  let isReloading = false;
  serviceWorker.addEventListener('controllerchange', () => {
    if (!hadWorker || isReloading) return;
    isReloading = true;
    location.reload();
  });
  serviceWorker.register('/sw.js').then(
    // Nothing is answered where somebody keeps workers away from their browser.
    (registration: ServiceWorkerRegistration | undefined) =>
      registration?.waiting?.postMessage('natter:activate-if-alone'),
    // No worker (private mode, plain http from another machine): the app works, only not without the server.
    () => undefined,
  );
}
