import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Desk } from './lib/desk.ts';
import { STATES, settleVillage } from './lib/village.ts';
import { expect, test } from './lib/world.ts';

/** What a scan by WCAG 2.2 AA and good practice finds on this page that would shut somebody out. */
async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${state}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect.soft(grave).toEqual([]);
}

/** Nothing may stand outside the page. */
async function expectFits(page: Page, state: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, `${state} is too wide`).toBeLessThanOrEqual(0);
}

test.describe('Accessibility', () => {
  for (const [name, options] of [
    ['a desk in light colours', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
    ['a phone in dark colours', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true }],
  ] as const) {
    // The other one is for the long run.
    test(`no page or state has a grave fault, and each fits, on ${name}`, {
      tag: options.colorScheme === 'dark' ? [] : ['@all'],
    }, async ({ stage }) => {
      const village = await settleVillage(stage);
      const context = await stage.browser({ ...options, reducedMotion: 'reduce' });
      const desk = new Desk(await context.newPage(), village.me);
      await desk.page.goto(stage.house.url);
      await desk.page.getByRole('button', { name: `Continue as ${village.me.name}` }).waitFor();
      await expectAccessible(desk.page, 'door');
      await expectFits(desk.page, 'door');
      await desk.signIn(stage.house.url);
      for (const [state, reach] of Object.entries(STATES)) {
        await reach(desk, village);
        await expectAccessible(desk.page, state);
        await expectFits(desk.page, state);
      }
    });
  }

  test('an empty inbox, a failed message and a lost connection have no grave fault either', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const desk = await stage.sit(ada, { reducedMotion: 'reduce' });
    await desk.page.getByText('Nobody here yet').waitFor();
    await expectAccessible(desk.page, 'empty');
    await stage.talk(ben, ada, [[ben, 'Hello']]);
    await desk.open(ben);
    await desk.context.setOffline(true);
    await desk.write('Is anybody there?');
    await desk.banner.waitFor();
    await expectAccessible(desk.page, 'offline');
  });

  test('what arrives is said once to those who listen, and the history is not read out again', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Old news']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.expectTexts(['Old news']);
    const spoken = desk.page.locator('[role=status][aria-live=polite]');
    await expect(desk.log).toHaveAttribute('aria-live', 'off');
    await stage.say(ben, id, 'Fresh news');
    await expect(spoken).toHaveText(`New message from ${ben.name}`);
    await desk.write('My own words are no news');
    await desk.expectTick(/Sent|Delivered/);
    await expect(spoken).toHaveText(`New message from ${ben.name}`);
    // A message says to a screen reader who, when, what, and how far it came.
    await expect(desk.message('My own words')).toHaveAccessibleName(/^You, .*: My own words are no news\. Sent$/);
    await expect(desk.message('Fresh news')).toHaveAccessibleName(new RegExp(`^${ben.name}, .*: Fresh news$`));
  });

  test('a dialog keeps the focus and gives it back', async ({ stage }) => {
    const [ada] = await stage.cast('Ada');
    const desk = await stage.sit(ada);
    const opener = desk.page.getByRole('button', { name: 'Settings' });
    await opener.click();
    const dialog = desk.page.getByRole('dialog', { name: 'Settings' });
    await expect(dialog).toBeVisible();
    for (let presses = 0; presses < 12; presses += 1) {
      await desk.page.keyboard.press('Tab');
      const isOutside = await desk.page.evaluate(
        () => document.activeElement !== document.body && document.activeElement?.closest('dialog') === null,
      );
      expect(isOutside).toBe(false);
    }
    await desk.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  });

  test('what one is told in a dialog is heard, though the page behind it is silent', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Old news']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.expectTexts(['Old news']);
    await desk.page.getByRole('button', { name: 'Settings' }).click();
    const dialog = desk.page.getByRole('dialog', { name: 'Settings' });
    await expect(dialog).toBeVisible();
    await stage.say(ben, id, 'Fresh news');
    await expect(dialog.locator('[role=status][aria-live=polite]')).toHaveText(`New message from ${ben.name}`);
  });

  test('where colours are forced, what a background says is said by an edge', { tag: ['@all'] }, async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Lake or hills?']]);
    const { items } = (await stage.house.as(ada.id, 'GET', `/conversations/${id}/messages`)) as {
      items: readonly { id: string }[];
    };
    const path = `/conversations/${id}/messages/${items[0]?.id}/reactions`;
    await stage.house.as(ada.id, 'PUT', `${path}/${encodeURIComponent('❤️')}`);
    await stage.house.as(ben.id, 'PUT', `${path}/${encodeURIComponent('😂')}`);
    const desk = await stage.sit(ada, { forcedColors: 'active' });
    await desk.open(ben);
    const { page } = desk;
    await page.getByRole('button', { name: 'Formatting' }).click();
    /** What tells two states of the same thing apart when there are no colours but the forced ones. */
    const edge = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => {
          const { outlineStyle, outlineWidth, borderTopStyle, borderTopWidth, textDecorationLine } =
            getComputedStyle(element);
          return [outlineStyle, outlineWidth, borderTopStyle, borderTopWidth, textDecorationLine].join(' ');
        });
    const pairs = [
      ['.ntr-reactions__chip[aria-pressed=true]', '.ntr-reactions__chip[aria-pressed=false]'],
      ['.ntr-filters__chip[aria-pressed=true]', '.ntr-filters__chip[aria-pressed=false]'],
      ['.ntr-composer__tool[aria-expanded=true]', '.ntr-composer__tool[aria-expanded=false]'],
    ] as const;
    for (const [on, off] of pairs) expect.soft(await edge(on), on).not.toBe(await edge(off));
    for (const selector of ['.ntr-message__bubble', '.ntr-option[aria-selected=true]', '.ntr-composer__field'])
      expect.soft(await edge(selector), selector).toMatch(/solid 1px/);
  });

  test('who wants nothing to move has nothing that moves', { tag: ['@all'] }, async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Lake or hills?']]);
    const desk = await stage.sit(ada, { reducedMotion: 'reduce' });
    await desk.open(ben);
    await desk.openMenu('Lake or hills?');
    const moving = await desk.page.evaluate(() =>
      [...document.querySelectorAll('.ntr-root, .ntr-root *')].flatMap((element) => {
        const { animationName, animationDuration, transitionDuration, scrollBehavior } = getComputedStyle(element);
        const lasts = (durations: string) => durations.split(', ').some((each) => Number.parseFloat(each) > 0.01);
        const isStill = animationName === 'none' || !lasts(animationDuration);
        return isStill && !lasts(transitionDuration) && scrollBehavior !== 'smooth' ? [] : [element.className];
      }),
    );
    expect(moving).toEqual([]);
  });
});
