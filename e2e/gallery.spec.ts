import AxeBuilder from '@axe-core/playwright';
import { test as base, expect } from '@playwright/test';
import { STATES } from '../apps/web/src/gallery/states.ts';
import { buildGallery, serveGallery } from '../tools/lib/gallery.ts';

/** The gallery has its own world and needs no server of ours. */
const test = base.extend<object, { gallery: string }>({
  gallery: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for an object pattern.
    async ({}, use) => {
      await buildGallery();
      const { url, close } = await serveGallery();
      await use(url);
      close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What on this page cannot be reached without scrolling sideways: buttons, fields and words that stick out. Runs in the page. */
function outsideOf(): string[] {
  const { clientWidth, scrollWidth } = document.documentElement;
  const faults = scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide`] : [];
  for (const each of document.querySelectorAll<HTMLElement>(
    'button, input, textarea, a, [role=option], p, h1, h2, dt',
  )) {
    const box = each.getBoundingClientRect();
    const isHidden = box.width < 2 || box.height < 2 || !each.checkVisibility({ visibilityProperty: true });
    // What scrolls by itself, such as code, and what only readers hear has its own measure.
    if (isHidden || each.closest('pre, .ntr-hidden, .ntr-skip, .ntr-tray, .ntr-list__rows, .ntr-filters') !== null)
      continue;
    if (box.left >= -1 && box.right <= clientWidth + 1) continue;
    const place = `${Math.round(box.left)}-${Math.round(box.right)}`;
    faults.push(`${each.tagName}.${each.className} ${each.textContent?.slice(0, 30)} ${place}`);
  }
  return faults.slice(0, 4);
}

/** Some eighty states take minutes: they are for the long run. */
const DEVICES = [
  { name: 'a desk in light colours', viewport: { width: 1440, height: 900 }, theme: 'light', tag: ['@all'] },
  { name: 'a phone in dark colours', viewport: { width: 390, height: 844 }, theme: 'dark', tag: ['@all'] },
] as const;

test.describe('Gallery', () => {
  for (const { name, viewport, theme, tag } of DEVICES) {
    test(`every state is reached, fits and shuts nobody out, on ${name}`, { tag: [...tag] }, async ({
      gallery,
      browser,
    }) => {
      test.setTimeout(600_000);
      const hasTouch = viewport.width < 1000;
      const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce', hasTouch });
      for (const { id } of STATES) {
        const page = await context.newPage();
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(String(error)));
        await page.goto(`${gallery}?${new URLSearchParams({ state: id, theme })}`);
        await expect.soft(page.locator('html'), id).toHaveAttribute('data-state', 'reached', { timeout: 45_000 });
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect.soft(over, `${id} is too wide`).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        const grave = violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map((each) => `${each.id}: ${each.nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
        expect.soft({ id, grave, faults }).toEqual({ id, grave: [], faults: [] });
        await page.close();
      }
      await context.close();
    });
  }

  // 200 % of a window 1280 px wide, and a drawer of somebody's page; each read in both directions.
  for (const dir of ['ltr', 'rtl'] as const) {
    test(`every state fits at 200 % and in a drawer of 320 px, ${dir}`, { tag: ['@all'] }, async ({
      gallery,
      browser,
    }) => {
      test.setTimeout(400_000);
      const context = await browser.newContext({ viewport: { width: 640, height: 450 }, reducedMotion: 'reduce' });
      for (const { id } of STATES) {
        const page = await context.newPage();
        await page.goto(`${gallery}?${new URLSearchParams({ state: id, dir })}`);
        await expect.soft(page.locator('html'), id).toHaveAttribute('data-state', 'reached', { timeout: 45_000 });
        for (const width of [640, 320]) {
          await page.setViewportSize({ width, height: 450 });
          const faults = await page.evaluate(outsideOf);
          expect.soft({ id, width, faults }).toEqual({ id, width, faults: [] });
        }
        await page.close();
      }
      await context.close();
    });
  }

  test('all of them stand on one page, in the colours one chooses @all', async ({ gallery, page }) => {
    await page.goto(gallery);
    await expect(page.locator('iframe')).toHaveCount(STATES.length);
    const first = page.frameLocator('iframe').first();
    await expect(first.getByRole('heading', { name: 'Ticks' })).toBeVisible();
    await page.getByRole('button', { name: 'dark' }).click();
    await expect(first.locator('.ntr-root')).toHaveAttribute('data-theme', 'dark');
  });
});
