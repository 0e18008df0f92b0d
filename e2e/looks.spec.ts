import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { Desk } from './lib/desk.ts';
import { STATES, settleVillage } from './lib/village.ts';
import { expect, test } from './lib/world.ts';

/** Pictures for people to look at; nothing compares them. */
const SHOTS = fileURLToPath(new URL('./.shots', import.meta.url));
const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desktop: { width: 1440, height: 900 },
} as const;

/** That the same pages fit a phone, the scan of them in `accessibility.spec.ts` sees in every run: the pictures are for the long one. */
const LONG_RUN = { tag: '@all' };

async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  // Nothing may stand outside the page, at any width.
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${name} is too wide`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `${SHOTS}/${name}.png`, animations: 'disabled', caret: 'initial' });
}

test.describe('Looks', () => {
  for (const [device, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`every page fits a ${device} in ${colorScheme} colours`, LONG_RUN, async ({ stage }) => {
        const village = await settleVillage(stage);
        const hasTouch = device !== 'desktop';
        const context = await stage.browser({ viewport, colorScheme, hasTouch });
        const desk = new Desk(await context.newPage(), village.me);
        await desk.page.goto(stage.house.url);
        await desk.page.getByRole('button', { name: `Continue as ${village.me.name}` }).waitFor();
        await shoot(desk.page, `${device}-${colorScheme}-door`);
        await desk.signIn(stage.house.url);
        for (const [state, reach] of Object.entries(STATES)) {
          await reach(desk, village);
          await shoot(desk.page, `${device}-${colorScheme}-${state}`);
        }
      });
    }
  }

  test('a phone shows one thing at a time, a desk the list beside the thread', async ({ stage }) => {
    const { me, friend } = await settleVillage(stage);
    const desk = await stage.sit(me, { viewport: SIZES.phone });
    await expect(desk.composer).toHaveCount(0);
    await desk.open(friend);
    await expect(desk.inboxTitle).toBeHidden();
    await expect(desk.composer).toBeInViewport();
    await desk.page.getByRole('button', { name: 'Back to conversations' }).click();
    await expect(desk.inboxTitle).toBeVisible();
    await expect(desk.composer).toHaveCount(0);
    await desk.open(friend);
    await desk.page.setViewportSize(SIZES.desktop);
    await expect(desk.inboxTitle).toBeVisible();
    await expect(desk.composer).toBeInViewport();
    await expect(desk.page.getByRole('button', { name: 'Back to conversations' })).toBeHidden();
  });

  test('in forced colours everything keeps an edge, and with reduced motion nothing moves', async ({ stage }) => {
    const village = await settleVillage(stage);
    const desk = await stage.sit(village.me, {
      viewport: SIZES.desktop,
      forcedColors: 'active',
      reducedMotion: 'reduce',
    });
    await desk.open(village.friend);
    await desk.message('See you at ten').waitFor();
    const bubble = desk.message('See you at ten').locator('.ntr-message__bubble');
    const edge = await bubble.evaluate((each) => {
      const { borderTopWidth, borderTopStyle, outlineWidth, outlineStyle } = getComputedStyle(each);
      return [borderTopStyle === 'none' ? '0px' : borderTopWidth, outlineStyle === 'none' ? '0px' : outlineWidth];
    });
    expect(edge.some((width) => Number.parseFloat(width) >= 1)).toBe(true);
    await shoot(desk.page, 'desktop-forced-thread');
    await desk.page.getByRole('button', { name: 'Settings' }).click();
    await desk.page.getByRole('switch', { name: 'Read receipts' }).waitFor();
    await shoot(desk.page, 'desktop-forced-settings');
    const moving = await desk.page.evaluate(
      () =>
        document
          .getAnimations()
          .filter((each) => Number(each.effect?.getComputedTiming().duration ?? 0) > 10 && each.playState === 'running')
          .length,
    );
    expect(moving).toBe(0);
  });
});
