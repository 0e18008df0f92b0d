import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { type Bookstore, expect, SIZES, test } from './lib/bookstore.ts';

/** Pictures for people to look at; nothing compares them. */
const SHOTS = fileURLToPath(new URL('./.shots', import.meta.url));

/** The pages of the shop, and what stands on each when it is there. */
const PAGES: Readonly<Record<string, readonly [path: string, landmark: string]>> = {
  front: ['/', '.br-shelf__book'],
  book: ['/books/the-whale-one', '.br-book'],
  members: ['/members', '.br-member'],
  profile: ['/members/ruth', '.ntr-button'],
  own: ['/members/maya', '.br-profile-nav'],
  membership: ['/membership', '.br-offers'],
  counter: ['/counter', '.br-counter'],
  staff: ['/counter/messages/words', '.ntr-staff__column > *'],
  status: ['/counter/messages/status', '.ntr-staff__column > *'],
  chat: ['/book-chat', '.br-chat__line'],
  messages: ['/messages', '.ntr-root [role=option]'],
  fresh: ['/messages/new?to=owen&name=Owen%20Pritchard', '#ntr-composer'],
  nowhere: ['/attic', '.br-title'],
};

/** Where a scan is worth its time: each page once, and what is laid out differently once more. */
const SCANNED: Readonly<Record<string, readonly string[]>> = {
  'desk light': ['front', 'members', 'profile', 'membership', 'counter', 'chat', 'messages'],
  'phone dark': ['book', 'own', 'members', 'fresh'],
};

/** One of the two that are scanned is enough for every run; the other pairs are for the long one. */
const tagOf = (size: string, colorScheme: string) => (`${size} ${colorScheme}` === 'phone dark' ? {} : { tag: '@all' });

async function reach(page: Page, store: Bookstore, [path, landmark]: readonly [string, string]): Promise<void> {
  await page.goto(store.url + path);
  await page.locator(landmark).first().waitFor();
}

async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, `${name} is too wide`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `${SHOTS}/bookstore-${name}.png`, animations: 'disabled' });
}

/** What a scan by WCAG 2.2 AA finds here that would shut somebody out. */
async function expectAccessible(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect.soft(grave).toEqual([]);
}

/** How every element below `root` looks, as far as a foreign rule would be seen in it. */
function looksOf(page: Page, root: string): Promise<readonly string[]> {
  return page.evaluate((selector) => {
    const told =
      'color background-color font-family font-size font-weight font-style line-height letter-spacing word-spacing text-transform text-align text-decoration-line text-indent white-space list-style-type cursor box-sizing border-top-width border-bottom-width border-radius padding-top padding-left margin-top margin-left outline-style box-shadow opacity'.split(
        ' ',
      );
    return [...document.querySelectorAll(`${selector}, ${selector} *`)].map((element) => {
      const style = getComputedStyle(element);
      return `${element.tagName}.${element.getAttribute('class') ?? ''} ${told.map((name) => style.getPropertyValue(name)).join('; ')}`;
    });
  }, root);
}

/** The same once nothing comes or changes by itself any more, such as who is here. */
async function restingLooksOf(page: Page, root: string): Promise<readonly string[]> {
  let looks = await looksOf(page, root);
  await expect(async () => {
    const before = looks;
    looks = await looksOf(page, root);
    expect(looks).toEqual(before);
  }).toPass({ intervals: [1_000] });
  return looks;
}

/** Switches the kit's sheets (those with rules in its layer) or the shop's (all others) off or on. Answers how many. */
function switchSheets(page: Page, whose: 'kit' | 'shop', to: 'off' | 'on'): Promise<number> {
  return page.evaluate(
    ([wanted, state]) => {
      const sheets = [...document.styleSheets].filter((sheet) => {
        const isKits = [...sheet.cssRules].some((rule) => 'name' in rule && rule.name === 'natter');
        return state === 'on' ? sheet.disabled : isKits === (wanted === 'kit');
      });
      for (const sheet of sheets) sheet.disabled = state === 'off';
      return sheets.length;
    },
    [whose, to] as const,
  );
}

test.describe('The bookstore’s looks', () => {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(
        `every page fits a ${size} in ${colorScheme} colours`,
        tagOf(size, colorScheme),
        async ({ store, visits }) => {
          const options = { viewport, colorScheme, hasTouch: size !== 'desk', reducedMotion: 'reduce' } as const;
          const { page } = await visits.comeIn('Maya Lindqvist', options);
          const scanned = SCANNED[`${size} ${colorScheme}`] ?? [];
          for (const [name, place] of Object.entries(PAGES)) {
            await reach(page, store, place);
            await shoot(page, `${size}-${colorScheme}-${name}`);
            if (scanned.includes(name)) await expectAccessible(page, name);
          }
          await page.goto(`${store.url}/messages`);
          await page.getByRole('option').first().click();
          await page.locator('article.ntr-message').first().waitFor();
          await shoot(page, `${size}-${colorScheme}-thread`);
        },
      );
    }
  }

  test('the shop’s styles change nothing in the kit, and the kit’s nothing in the shop', async ({ store, visits }) => {
    const { page } = await visits.comeIn('Maya Lindqvist', { reducedMotion: 'reduce' });
    await reach(page, store, ['/messages', '.ntr-root [role=option]']);
    // What comes when it is known who one is has come, so that nothing changes but by what is done here.
    await page.getByRole('button', { name: 'Store console' }).waitFor();
    // Without the shop's sheets everything moves: nothing may come to lie under the pointer.
    await page.mouse.move(0, 0);
    const kit = await restingLooksOf(page, '.ntr-root');
    const shop = await restingLooksOf(page, '.br-sign');
    expect(kit.length).toBeGreaterThan(50);
    expect(shop.length).toBeGreaterThan(10);

    expect(await switchSheets(page, 'kit', 'off')).toBe(1);
    expect(await looksOf(page, '.br-sign')).toEqual(shop);
    expect(await looksOf(page, '.ntr-root')).not.toEqual(kit);
    await switchSheets(page, 'kit', 'on');

    expect(await switchSheets(page, 'shop', 'off')).toBe(1);
    expect(await looksOf(page, '.ntr-root')).toEqual(kit);
    expect(await looksOf(page, '.br-sign')).not.toEqual(shop);
  });
});
