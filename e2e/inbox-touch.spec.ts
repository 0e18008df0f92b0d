import type { Locator } from '@playwright/test';
import { Finger } from './lib/touch.ts';
import { expect, test } from './lib/world.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

/** How far the row has been moved to the side (px). */
const offset = (row: Locator) => row.evaluate((each) => new DOMMatrix(getComputedStyle(each).transform).e);

test.describe('The inbox under a finger', () => {
  test('a row swiped toward the start uncovers what one may do, each to be taken back', async ({ stage }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    await stage.talk(ada, ben, [[ben, 'Shall we?']]);
    await stage.talk(ada, cleo, [[cleo, 'Tea?']]);
    const desk = await stage.sit(ada, PHONE);
    const { page } = desk;
    const finger = await Finger.of(page);
    const tray = page.locator('.ntr-tray');
    await expect(desk.row(ben)).toBeVisible();
    // What follows a finger comes a moment after the page.
    await expect(async () => {
      await finger.swipe(desk.row(ben), -150);
      await expect(tray).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await expect.poll(() => offset(desk.row(ben))).toBeLessThan(-200);
    await expect(desk.composer).toHaveCount(0);

    // A tap beside closes it and opens nothing.
    await desk.row(cleo).tap();
    await expect(tray).toHaveCount(0);
    await expect.poll(() => offset(desk.row(ben))).toBe(0);
    await expect(desk.composer).toHaveCount(0);

    await finger.swipe(desk.row(ben), -150);
    await tray.getByText('Archive').tap();
    await expect(desk.row(ben)).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).tap();
    await expect(desk.row(ben)).toBeVisible();

    await finger.swipe(desk.row(ben), -150);
    await tray.getByText('Mute').tap();
    await page.getByRole('menuitem', { name: 'For eight hours' }).tap();
    await expect(desk.row(ben).getByText(/Muted until/)).toBeAttached();
    await finger.swipe(desk.row(ben), -150);
    await tray.getByText('Unmute').tap();
    await expect(desk.row(ben).getByText(/Muted until/)).toHaveCount(0);

    await finger.swipe(desk.row(cleo), -150);
    await tray.getByText('Delete').tap();
    await expect(desk.row(cleo)).toHaveCount(0);
    const deleted = page.locator('.ntr-toast').filter({ hasText: 'Deleted for you' });
    await deleted.getByRole('button', { name: 'Undo' }).tap();
    await expect(desk.row(cleo)).toBeVisible();
  });

  test('swiped the other way, far enough, it turns unread and read; a short way does nothing', { tag: '@all' }, async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ada, 'Nothing unread here']]);
    const desk = await stage.sit(ada, PHONE);
    const { page } = desk;
    const finger = await Finger.of(page);
    const marked = desk.row(ben).getByText('Marked as unread');
    await expect(desk.row(ben)).toBeVisible();
    // What follows a finger comes a moment after the page. A second swipe would take back what the first has done.
    await expect(async () => {
      if ((await marked.count()) === 0) await finger.swipe(desk.row(ben), 140);
      await expect(marked).toBeAttached({ timeout: 5_000 });
    }).toPass();
    await expect.poll(() => offset(desk.row(ben))).toBe(0);
    await finger.swipe(desk.row(ben), 40);
    await expect.poll(() => offset(desk.row(ben))).toBe(0);
    await expect(marked).toBeAttached();
    await finger.swipe(desk.row(ben), 140);
    await expect(marked).toHaveCount(0);
  });

  test('up and down the browser scrolls, whatever the rows would do with a finger', async ({ stage }) => {
    const [ada, ...others] = await stage.cast('Ada', ...'abcdefghijklmnopqrst'.split('').map((each) => `F${each}`));
    for (const other of others) await stage.talk(ada, other, [[other, 'Hello']]);
    const desk = await stage.sit(ada, PHONE);
    const { page } = desk;
    const finger = await Finger.of(page);
    const list = page.locator('.ntr-list');
    const top = () => list.evaluate((each) => each.scrollTop);
    const middle = page.getByRole('option').nth(4);
    await expect(middle).toBeVisible();
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/assets/swipe-layer-')),
    );
    await finger.down(middle);
    await finger.move(-24, -260);
    await finger.up();
    await expect.poll(top).toBeGreaterThan(180);
    await expect(page.locator('.ntr-tray')).toHaveCount(0);
    await expect(desk.composer).toHaveCount(0);

    // An open row closes when one scrolls.
    const row = page.getByRole('option').nth(6);
    await finger.swipe(row, -150);
    await expect(page.locator('.ntr-tray')).toBeVisible();
    await finger.down(page.getByRole('option').nth(8));
    await finger.move(0, 160);
    await finger.up();
    await expect(page.locator('.ntr-tray')).toHaveCount(0);
  });
});
