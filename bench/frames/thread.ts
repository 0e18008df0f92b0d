import type { Browser, Page } from 'playwright';
import { walk } from '../../e2e/lib/watch-place.ts';
import { median } from '../lib/statistics.ts';
import { frameLine, measureFrames, SCREENS, scroll } from './lib.ts';
import { say, talk, type World } from './world.ts';

const MESSAGES = 10_000;
const OPENINGS = 7;
const BOX = '.ntr-messages__box';
const ME = 'frames-reader';
const LONG = { id: 'frames-long', displayName: 'Ada Long' };
const SHORT = { id: 'frames-short', displayName: 'Ben Short' };

/** Somebody with one conversation of 10,000 messages of different heights, all read, and a short one beside it. */
async function settle({ database }: World): Promise<string> {
  await database.upsertUsers([{ id: ME, displayName: 'Maya' }, LONG, SHORT]);
  const long = await talk(database, ME, LONG.id);
  await say(
    database,
    Array.from({ length: MESSAGES }, (_, index) => ({
      conversationId: long,
      senderId: index % 5 < 3 ? LONG.id : ME,
      content: `Message ${index + 1}${' and a few words more'.repeat((index * 7) % 11)}`,
    })),
  );
  await database.advanceMarks([{ userId: ME, conversationId: long, kind: 'read', seq: MESSAGES }]);
  await say(database, [{ conversationId: await talk(database, ME, SHORT.id), senderId: ME, content: 'Hello' }]);
  return long;
}

/** Presses the row with this name and waits for the thread's messages. */
async function open(page: Page, { displayName }: typeof LONG): Promise<void> {
  await page.getByRole('option').filter({ hasText: displayName }).click();
  await page.locator(`${BOX}[data-ready] article`).last().waitFor();
}

/** From the press on the row to the picture with the messages in it, by the page's own clock (ms). */
async function timeOpening(page: Page): Promise<number> {
  await open(page, SHORT);
  await page.evaluate((box) => {
    Reflect.set(window, 'opened', null);
    addEventListener(
      'click',
      ({ timeStamp }) => {
        const look = () => {
          const last = [...document.querySelectorAll(`${box}[data-ready] article`)].at(-1);
          if (last?.textContent?.includes('Message 10000') !== true) return void requestAnimationFrame(look);
          // What is posted within a frame is heard after the frame was painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => Reflect.set(window, 'opened', performance.now() - timeStamp);
          port2.postMessage(null);
        };
        look();
      },
      { capture: true, once: true },
    );
  }, BOX);
  await open(page, LONG);
  await page.waitForFunction(() => Reflect.get(window, 'opened') !== null);
  return page.evaluate(() => Number(Reflect.get(window, 'opened')));
}

/** The `seq` of the message at the top of the screen. */
function topOf(page: Page): Promise<number> {
  return page.locator(BOX).evaluate((box) => {
    const edge = box.getBoundingClientRect().top;
    const top = [...box.querySelectorAll('[data-seq]')].find((row) => row.getBoundingClientRect().bottom > edge);
    return Number(top?.getAttribute('data-seq'));
  });
}

/** What the page's scripts hold, after everything that can go has gone (MiB). */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 2 ** 20;
}

/** Pages through all messages, up and down, and reports what the page holds on the way. */
async function pageThrough(page: Page, report: (line: string) => void): Promise<void> {
  const ways = { start: [7_500, 5_000, 2_500, 1], end: [2_500, 5_000, 7_500, MESSAGES] } as const;
  for (const towards of ['start', 'end'] as const) {
    const held = [await heapOf(page)];
    let [furthest, most, pages] = [0, 0, 0];
    for (const until of ways[towards]) {
      const walked = await walk(page, towards, { until });
      furthest = Math.max(furthest, walked.furthest);
      most = Math.max(most, walked.mostMessages);
      pages += walked.pages;
      held.push(await heapOf(page));
    }
    const heap = held.map((each) => each.toFixed(1)).join(', ');
    report(
      `thread, all pages towards the ${towards}: ${pages} pages, ${most} messages on the page at most, moved by ${furthest} px at most; heap ${heap} MiB`,
    );
  }
}

/** `npm run bench:frames -- thread`: a conversation of 10,000 messages: opened, paged through, scrolled by wheel and by finger. */
export async function run(browser: Browser, world: World, report: (line: string) => void): Promise<void> {
  await settle(world);
  for (const [screen, options] of Object.entries(SCREENS)) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    // What runs our sources names functions by this; those sent to the page ask for it there.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.goto(await world.addressOf(ME));
    if (screen === 'desk') {
      await open(page, LONG);
      await pageThrough(page, report);
      await page.reload();
      const times: number[] = [];
      for (let round = 0; round < OPENINGS; round += 1) times.push(await timeOpening(page));
      report(`thread, opened from the device's store: ${median(times).toFixed(0)} ms (${times.map(Math.round)})`);
    } else await open(page, LONG);
    for (const pxPerSecond of [1_500, 6_000]) {
      for (const [way, sign] of [
        ['up', -1],
        ['down', 1],
      ] as const) {
        const distance = sign * pxPerSecond * 4;
        const from = await topOf(page);
        const frames = await measureFrames(page, () => scroll(page, { over: BOX, distance, pxPerSecond }));
        const what = `thread, ${screen}, ${way} at ${pxPerSecond} px/s, from ${from} to ${await topOf(page)}`;
        report(frameLine(what, frames));
      }
    }
    await context.close();
  }
}
