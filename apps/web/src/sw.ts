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

// The first worker takes the open page, so that a reload works offline from the first visit on. A later one waits until
// every tab of the old version has gone, or until a tab says that it may go on: open tabs keep the files they started with.
clientsClaim();
self.addEventListener('message', (event) => {
  if (event.data === 'natter:activate') event.waitUntil(self.skipWaiting());
});
