/// <reference lib="webworker" />
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;

/** What the server answers itself; a page of the app is never one of these. */
const SERVER_PATHS = [/^\/api(\/|$)/, /^\/socket\.io(\/|$)/, /^\/healthz$/, /^\/readyz$/, /^\/metrics$/];

precacheAndRoute(self.__WB_MANIFEST);
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: SERVER_PATHS }));
cleanupOutdatedCaches();

// The first worker takes the open page, so that a reload works offline from the first visit on. A later one waits until the
// tabs of the old version have gone: open tabs keep the files they started with. A tab that is alone may call it in earlier.
clientsClaim();

async function activateIfAlone(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.length <= 1) await self.skipWaiting();
}

self.addEventListener('message', (event) => {
  if (event.data === 'natter:activate-if-alone') event.waitUntil(activateIfAlone());
});
