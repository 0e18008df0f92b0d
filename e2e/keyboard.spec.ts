import type { Page } from '@playwright/test';
import { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

/** Presses Tab until this has the focus; the way there is as long as a person would bear. */
async function tabTo(page: Page, name: string | RegExp, role: string, key = 'Tab'): Promise<void> {
  const target = page.locator(':focus').and(page.getByRole(role as 'button', { name }));
  for (let presses = 0; presses < 20; presses += 1) {
    if ((await target.count()) > 0) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

test.describe('By keyboard alone', () => {
  test('somebody signs in, finds a person, writes, reads, and comes back, without a mouse', async ({ stage }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    await stage.talk(ada, cleo, [[cleo, 'Tea?']]);
    const context = await stage.browser();
    const desk = new Desk(await context.newPage(), ada);
    const { page } = desk;
    const { keyboard } = page;
    await page.goto(stage.house.url);
    await expect(page.getByRole('button', { name: `Continue as ${ada.name}` })).toBeVisible();
    await tabTo(page, `Continue as ${ada.name}`, 'button');
    await keyboard.press('Enter');
    await expect(desk.row(cleo)).toBeVisible();

    await tabTo(page, 'New conversation', 'button');
    await keyboard.press('Enter');
    const search = page.getByRole('combobox', { name: 'Search people' });
    await expect(search).toBeFocused();
    await keyboard.type(ben.name);
    await expect(page.getByRole('option', { name: ben.name })).toBeVisible();
    await expect(page.getByRole('option', { name: ben.name })).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('Enter');
    await expect(desk.composer).toBeFocused();
    await keyboard.type('Written by hand');
    await keyboard.press('Shift+Enter');
    await keyboard.type('on two lines');
    await keyboard.press('Enter');
    await desk.expectTexts(['Written by hand\non two lines']);
    await expect(desk.composer).toBeFocused();
    await keyboard.type('And one more');
    await keyboard.press('Enter');
    await desk.expectTexts(['Written by hand\non two lines', 'And one more']);
    await desk.expectTick('Sent');

    // The thread is one stop: Shift+Tab goes to it, arrows walk in it, Enter opens the actions, Escape leads back.
    await tabTo(page, /And one more/, 'article', 'Shift+Tab');
    await keyboard.press('ArrowUp');
    await expect(desk.message('Written by hand')).toBeFocused();
    await keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Copy text' })).toBeFocused();
    await keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(desk.message('Written by hand')).toBeFocused();
    await keyboard.press('Escape');
    await expect(desk.composer).toBeFocused();
  });

  test('the inbox is one stop of the Tab key, with arrows between conversations and a menu by key', async ({
    stage,
  }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    await stage.talk(ada, ben, [[ben, 'Older']]);
    await stage.talk(ada, cleo, [[cleo, 'Newer']]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    await expect(desk.row(ben)).toBeVisible();
    await tabTo(page, new RegExp(cleo.name), 'option');
    await page.keyboard.press('ArrowDown');
    await expect(desk.row(ben)).toBeFocused();
    await page.keyboard.press('Enter');
    await desk.expectTexts(['Older']);
    await expect(desk.composer).toBeFocused();

    await page.reload();
    await desk.expectTexts(['Older']);
    await tabTo(page, 'Skip to message box', 'link', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(desk.composer).toBeFocused();

    await tabTo(page, 'Conversation options', 'button', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /^Mute/ }).press('Enter');
    await page.getByRole('menuitem', { name: 'Always' }).press('Enter');
    await expect(desk.row(ben).getByText('Muted')).toBeAttached();
  });
});
