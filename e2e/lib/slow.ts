import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';

/** `NATTER_E2E_SLOW=4`: how many times slower than this machine every page shall be; 1 where nothing is asked. */
export const SLOWNESS = Math.max(1, Number(process.env['NATTER_E2E_SLOW'] ?? 1));
/** How much later each script of a page comes, for each time that it is slower (ms). */
const LATE_MS = 40;
const SCRIPTS = /\/assets\/[^/]+\.js$/;

/**
 * Makes the pages of a browser as slow as the run asks for: their processor, and the way of their scripts to them, which shows
 * what a journey does before the part for it has come. Before the first page is opened.
 */
export async function slowDown(context: BrowserContext): Promise<void> {
  if (SLOWNESS === 1) return;
  for (const page of context.pages()) await throttle(page);
  context.on('page', (page) => void throttle(page));
  await context.route(SCRIPTS, async (route) => {
    await pause(LATE_MS * SLOWNESS);
    // The page that asked may have gone meanwhile.
    await route.fallback().catch(() => undefined);
  });
}

async function throttle(page: Page): Promise<void> {
  try {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWNESS });
  } catch (error) {
    // A page that was closed at once needs no slowing.
    if (!page.isClosed()) throw error;
  }
}
