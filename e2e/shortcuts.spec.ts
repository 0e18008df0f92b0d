import type { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

/** Waits until the page hears its keys, which come a moment after it: by one that may be pressed more than once. */
async function expectKeys({ page }: Desk): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused({ timeout: 1_000 });
  }).toPass();
}

test.describe('Shortcuts', () => {
  test('one goes from conversation to conversation, to the search, to a new one and back to writing, without a mouse', async ({
    stage,
  }) => {
    const [ada, ben, cleo, dora] = await stage.cast('Ada', 'Ben', 'Cleo', 'Dora');
    await stage.talk(ada, ben, [[ben, 'Oldest']]);
    await stage.talk(ada, cleo, [[ada, 'Mine, so nothing to read']]);
    await stage.talk(ada, dora, [[dora, 'Newest']]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    const { keyboard } = page;
    await expect(desk.row(dora)).toBeVisible();

    await expectKeys(desk);
    await keyboard.press('Alt+ArrowDown');
    await expect(desk.composer).toHaveAccessibleName(`Message to ${dora.name}`);
    await desk.composer.fill('A thought that stays');
    await keyboard.press('Alt+ArrowDown');
    await expect(desk.composer).toHaveAccessibleName(`Message to ${cleo.name}`);
    await keyboard.press('Alt+ArrowUp');
    await expect(desk.composer).toHaveValue('A thought that stays');

    // Past the one without anything unread.
    await keyboard.press('Alt+Shift+ArrowDown');
    await expect(desk.composer).toHaveAccessibleName(`Message to ${ben.name}`);

    await keyboard.press('Control+k');
    await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
    await keyboard.press('Alt+c');
    await expect(desk.composer).toBeFocused();
    await keyboard.press('Control+j');
    await expect(desk.messages.last()).toBeFocused();

    await keyboard.press('Alt+n');
    await expect(page.getByRole('combobox', { name: 'Search people' })).toBeFocused();
  });

  test('a sheet shows the keys, by key and from the settings, and gives the focus back; a question mark in a text is a text', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Hello']]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    await desk.open(ben);
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expectKeys(desk);
    await page.keyboard.press('Alt+c');
    await expect(desk.composer).toBeFocused();
    await page.keyboard.press('Control+/');
    await expect(sheet).toBeVisible();
    await expect(sheet.getByText('Next unread conversation')).toBeVisible();
    await expect(sheet.locator('kbd').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(sheet).toHaveCount(0);
    await expect(desk.composer).toBeFocused();

    await page.keyboard.type('Really?');
    await expect(desk.composer).toHaveValue('Really?');
    await expect(sheet).toHaveCount(0);

    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Show keys' }).click();
    await expect(sheet).toBeVisible();
  });

  test('on a message a letter does what its menu would: reply, details, copy; on a field it is a letter', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [
      [ben, 'First'],
      [ben, 'Second'],
    ]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    await desk.open(ben);
    await desk.expectTexts(['First', 'Second']);
    await page.keyboard.press('Shift+Tab');
    await desk.goTo(desk.message('Second'));
    await page.keyboard.press('i');
    const details = page.getByRole('dialog');
    await expect(details).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(details).toHaveCount(0);
    await expect(desk.message('Second')).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await expect(desk.message('First')).toBeFocused();
    await page.keyboard.press('r');
    await expect(desk.composer).toBeFocused();
    await page.keyboard.type('rrr, to the first');
    await page.keyboard.press('Enter');
    await desk.expectTexts(['First', 'Second', 'rrr, to the first']);
    await expect(desk.message('rrr, to the first').getByText('First', { exact: true })).toBeVisible();
  });
});
