import type { Browser, Page } from 'playwright';
import { frameLine, measureFrames, SCREENS, scroll } from './lib.ts';
import { say, talk, type World } from './world.ts';

const CONVERSATIONS = 5_000;
const PEOPLE_AT_ONCE = 1_000;
const LIST = '.ntr-list';

/** Somebody with 5,000 conversations; every seventh unread, every fiftieth pinned or muted. */
async function settle({ database }: World): Promise<string> {
  const me = 'frames-me';
  const others = Array.from({ length: CONVERSATIONS }, (_, index) => ({
    id: `frames-${index}`,
    displayName: `${['Ada', 'Noor', 'Kenji', 'Priya', 'Theo'][index % 5]} ${index}`,
  }));
  await database.upsertUsers([{ id: me, displayName: 'Maya' }]);
  for (let at = 0; at < others.length; at += PEOPLE_AT_ONCE) {
    await database.upsertUsers(others.slice(at, at + PEOPLE_AT_ONCE));
  }
  const lines: { conversationId: string; senderId: string; content: string }[] = [];
  for (const [index, { id }] of others.entries()) {
    const conversationId = await talk(database, me, id);
    const senderId = index % 7 === 0 ? id : me;
    lines.push({ conversationId, senderId, content: `What was said last in number ${index}, and a little more of it` });
    if (index % 50 === 0) await database.patchMemberState(me, conversationId, { isPinned: true });
    if (index % 50 === 25) await database.patchMemberState(me, conversationId, { mutedUntil: '2999-01-01T00:00:00Z' });
  }
  await say(database, lines);
  return me;
}

/** After a first load unread messages are fetched in the background for some seconds; scrolling is measured after that (ms). */
const CALM_MS = 6_000;

/** A list as long that is nothing but paper: what the machine can do just now, whatever else runs on it. */
const FLOOR = `<div class="ntr-list" style="height:100vh;overflow:auto"><div style="height:${CONVERSATIONS * 70}px;
  background:repeating-linear-gradient(white 0 69px,silver 69px 70px)"></div></div>`;

/** Waits until the app has all of it. */
async function waitForAll(page: Page): Promise<void> {
  await page.locator('[role=option]').first().waitFor();
  await page.waitForFunction(
    (count) => document.querySelector('[role=option]')?.getAttribute('aria-setsize') === String(count),
    CONVERSATIONS,
    { timeout: 240_000 },
  );
}

/** Messages arrive in ten conversations far below while one scrolls: each moves its row to the top. */
async function scrollWhileTheyArrive(page: Page, { database, post }: World, me: string): Promise<void> {
  const senders = Array.from({ length: 10 }, (_, index) => `frames-${3_000 + index}`);
  const ids = await Promise.all(senders.map((sender) => talk(database, me, sender)));
  const scrolling = scroll(page, { over: LIST, distance: 6_000, pxPerSecond: 1_500 });
  for (const [index, sender] of senders.entries()) {
    await page.waitForTimeout(300);
    await post(sender, ids[index] ?? '', 'Here I am');
  }
  await scrolling;
}

/** `npm run bench:frames -- inbox`: scrolling 5,000 conversations by wheel and by finger, with messages arriving meanwhile. */
export async function run(browser: Browser, world: World, report: (line: string) => void): Promise<void> {
  const me = await settle(world);
  for (const [screen, options] of Object.entries(SCREENS)) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    // What we run in the page has its names marked by the compiler.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.goto(`data:text/html,${encodeURIComponent(FLOOR)}`);
    for (const pxPerSecond of [1_500, 6_000]) {
      const frames = await measureFrames(page, () =>
        scroll(page, { over: LIST, distance: pxPerSecond * 4, pxPerSecond }),
      );
      report(frameLine(`inbox, ${screen}, the floor at ${pxPerSecond} px/s`, frames));
    }
    const begun = performance.now();
    await page.goto(await world.addressOf(me));
    await waitForAll(page);
    report(`inbox, ${screen}: ${CONVERSATIONS} conversations there after ${Math.round(performance.now() - begun)} ms`);
    await page.waitForTimeout(CALM_MS);
    for (const pxPerSecond of [1_500, 6_000]) {
      for (const [way, sign] of [
        ['down', 1],
        ['up', -1],
      ] as const) {
        const distance = sign * pxPerSecond * 4;
        const frames = await measureFrames(page, () => scroll(page, { over: LIST, distance, pxPerSecond }));
        report(frameLine(`inbox, ${screen}, ${way} at ${pxPerSecond} px/s`, frames));
      }
    }
    const frames = await measureFrames(page, () => scrollWhileTheyArrive(page, world, me));
    report(frameLine(`inbox, ${screen}, with ten messages arriving`, frames));
    await context.close();
  }
}
