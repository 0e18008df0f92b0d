import { setTimeout } from 'node:timers/promises';
import { type Browser, type BrowserContextOptions, type CDPSession, chromium as driver, type Page } from 'playwright';
import { chromium } from '../../tools/lib/chromium.mjs';

/** What a picture may take before it is late, and before somebody sees it stand still (ms). */
export const LATE_MS = 20;
export const STUCK_MS = 50;

/** Pictures drawn while something went on. */
export interface Frames {
  readonly count: number;
  /** Of all, those in time: 0 … 1. */
  readonly inTime: number;
  readonly stuck: number;
  readonly worstMs: number;
  /** How long scripts, layout and paint of the page took in all, of the time it lasted: 0 … 1. */
  readonly busy: number;
}

/** The browser of the tests, without a screen. Software draws, as on any machine without a graphics card. */
export function openBrowser(): Promise<Browser> {
  const { path, env } = chromium();
  return driver.launch({
    executablePath: path,
    env: { ...process.env, ...env } as Record<string, string>,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
}

/** A window of a desk, or of a phone with touch. */
export const SCREENS: Readonly<Record<'desk' | 'phone', BrowserContextOptions>> = {
  desk: { viewport: { width: 1280, height: 800 }, locale: 'en-GB' },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-GB' },
};

/** Counts the pictures that the page draws while `act` goes on. */
export async function measureFrames(page: Page, act: () => Promise<void>): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const taskSeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  await page.evaluate(() => {
    const times: number[] = [];
    Reflect.set(window, 'frameTimes', times);
    const next = (now: number) => {
      times.push(now);
      if (Reflect.get(window, 'frameTimes') === times) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  const before = await taskSeconds();
  await act();
  const busySeconds = (await taskSeconds()) - before;
  const times = await page.evaluate(() => {
    const found: number[] = Reflect.get(window, 'frameTimes');
    Reflect.set(window, 'frameTimes', null);
    return found;
  });
  await session.detach();
  // The first ones are of the measurement's own beginning.
  const gaps = times.slice(3).map((time, index) => time - (times[index + 2] ?? time));
  const lastedMs = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    count: gaps.length,
    inTime: gaps.filter((gap) => gap < LATE_MS).length / Math.max(1, gaps.length),
    stuck: gaps.filter((gap) => gap > STUCK_MS).length,
    worstMs: Math.max(0, ...gaps),
    busy: (busySeconds * 1_000) / Math.max(1, lastedMs),
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Scroll {
  /** Where the pointer or the finger is. */
  readonly over: string;
  /** Down the list, in px; negative: up. */
  readonly distance: number;
  readonly pxPerSecond: number;
}

/** A swipe of a finger goes over this part of what it scrolls, then the finger is lifted and put down again. */
const SWIPE = 0.7;
const TOUCH_MS = 16;

/** The browser's own scroll gesture does nothing with touch when there is no screen, so the finger is moved by hand. */
async function swipe(session: CDPSession, box: Box, { distance, pxPerSecond }: Scroll): Promise<void> {
  const x = Math.round(box.x + box.width / 2);
  const reach = Math.min(Math.abs(distance), box.height * SWIPE);
  const middle = box.y + box.height / 2;
  const way = Math.sign(distance);
  const touch = (type: 'touchStart' | 'touchMove', y: number) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: [{ x, y, id: 1 }] });
  for (let left = Math.abs(distance); left > 0; left -= reach) {
    const begun = performance.now();
    await touch('touchStart', middle + (way * reach) / 2);
    for (let moved = 0; moved < reach; ) {
      await setTimeout(TOUCH_MS);
      moved = Math.min(reach, ((performance.now() - begun) * pxPerSecond) / 1_000);
      await touch('touchMove', middle + way * (reach / 2 - moved));
    }
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }
}

/** Scrolls by the browser's own input, as a wheel does (on a phone: as a finger). Resolves when it has come to rest. */
export async function scroll(page: Page, order: Scroll): Promise<void> {
  const box = await page.locator(order.over).first().boundingBox();
  if (box === null) throw new Error(`${order.over} is not on the page`);
  const isTouch = await page.evaluate(() => navigator.maxTouchPoints > 0);
  const session = await page.context().newCDPSession(page);
  if (isTouch) await swipe(session, box, order);
  else {
    await session.send('Input.synthesizeScrollGesture', {
      x: Math.round(box.x + box.width / 2),
      y: Math.round(box.y + box.height / 2),
      yDistance: -order.distance,
      speed: order.pxPerSecond,
      gestureSourceType: 'mouse',
      preventFling: true,
    });
  }
  await session.detach();
}

/** One line of the report. */
export function frameLine(what: string, { count, inTime, stuck, worstMs, busy }: Frames): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return `${what}: ${count} frames, ${percent(inTime)} under ${LATE_MS} ms, worst ${worstMs.toFixed(0)} ms, ${stuck} over ${STUCK_MS} ms, page busy ${percent(busy)}`;
}
