import type { Page } from '@playwright/test';
import { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

/** Presses Tab until this has the focus; the way there is as long as a person would bear. */
async function tabTo(page: Page, name: string | RegExp, role: string, key = 'Tab'): Promise<void> {
  const named = page.getByRole(role as 'button', { name });
  await expect(named.first()).toBeAttached();
  const target = page.locator(':focus').and(named);
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
    await expect(page.getByRole('menuitem', { name: 'Reply' })).toBeFocused();
    await keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(desk.message('Written by hand')).toBeFocused();
    await keyboard.press('Escape');
    await expect(desk.composer).toBeFocused();
  });

  test('keys pressed before the menu of a message has come are not lost on the messages, and going to one fetches it', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [
      [ben, 'Above'],
      [ben, 'Below'],
    ]);
    // Nothing is fetched ahead: the device has no idle moment, and no worker that keeps the app.
    const context = await stage.browserWithoutWorker();
    await context.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
    let deliver = () => undefined as unknown;
    const mayCome = new Promise((resolve) => {
      deliver = () => resolve(null);
    });
    let asked = 0;
    await context.route(/\/assets\/message-menu-/, async (route) => {
      asked += 1;
      await mayCome;
      await route.fallback();
    });
    const desk = await stage.sit(ada, context);
    const { keyboard } = desk.page;
    const below = desk.message('Below');
    await desk.open(ben);
    await desk.expectTexts(['Above', 'Below']);
    expect(asked).toBe(0);
    await desk.goTo(below);
    await expect.poll(() => asked).toBe(1);

    for (const key of ['Enter', 'ArrowUp', 'Enter', 'ArrowUp']) await keyboard.press(key);
    await expect(below).toBeFocused();
    deliver();
    const menu = await desk.expectMenu();
    await expect(menu.getByRole('menuitem', { name: 'Reply' })).toBeFocused();
    await keyboard.press('Escape');
    await expect(below).toBeFocused();
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

  test('what becomes of a message is done without a mouse, and the focus is where one goes on from @all', async ({
    stage,
  }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    await stage.talk(ada, cleo, [[cleo, 'Tea?']]);
    await stage.talk(ada, ben, [
      [ben, 'The oldest'],
      [ben, 'The lake is warm'],
      [ada, 'I bring the bote'],
    ]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    const { keyboard } = page;
    const bens = desk.message('The lake is warm');
    const mine = desk.message('I bring the b');
    await desk.open(ben);
    await desk.expectTexts(['The oldest', 'The lake is warm', 'I bring the bote']);

    // React: the quick row by the key, and by the same way back.
    await tabTo(page, /I bring the bote/, 'article', 'Shift+Tab');
    await keyboard.press('ArrowUp');
    await expect(bens).toBeFocused();
    await keyboard.press('+');
    await expect(page.getByRole('menu', { name: 'React' }).getByRole('menuitemcheckbox').first()).toBeFocused();
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await expect(bens).toBeFocused();
    await expect(bens).toHaveAccessibleName(/1 reaction$/);

    // Any emoji, by its name; Escape leads back to the message, too.
    await keyboard.press('+');
    await desk.expectMenu('React');
    await keyboard.press('ArrowLeft');
    await keyboard.press('Enter');
    const search = page.getByRole('combobox', { name: 'Search emoji' });
    await expect(search).toBeFocused();
    await keyboard.press('Escape');
    await expect(bens).toBeFocused();

    await keyboard.press('s');
    await expect(bens).toHaveAccessibleName(/Starred/);
    await keyboard.press('f');
    const forward = page.getByRole('dialog', { name: 'Forward' });
    await expect(forward.getByRole('combobox')).toBeFocused();
    await keyboard.type(cleo.name);
    await expect(forward.getByRole('option')).toHaveText([new RegExp(cleo.name)]);
    await desk.takeFound(forward.getByRole('option', { name: cleo.name }));
    await tabTo(page, `Leave out ${cleo.name}`, 'button');
    await keyboard.press('Enter');
    // What was left out went with the button that had the focus; it is still in the dialog.
    await expect(forward.getByRole('button', { name: `Leave out ${cleo.name}` })).toHaveCount(0);
    await expect(page.locator('dialog :focus')).toHaveCount(1);
    await keyboard.press('Escape');
    await expect(forward).toHaveCount(0);
    await expect(bens).toBeFocused();

    // Edit: the words are in the box, Escape leaves them, Enter saves.
    await keyboard.press('ArrowDown');
    await expect(mine).toBeFocused();
    await keyboard.press('e');
    await expect(desk.composer).toBeFocused();
    await expect(desk.composer).toHaveValue('I bring the bote');
    await keyboard.press('Backspace');
    await keyboard.press('Backspace');
    await keyboard.press('Backspace');
    await keyboard.type('at');
    await keyboard.press('Enter');
    await expect(mine).toHaveAccessibleName(/I bring the bat.*Edited/);
    await expect(desk.composer).toBeFocused();

    // Deleted for me: the next one has the focus, and Ctrl+Z brings it back.
    await tabTo(page, /I bring the bat/, 'article', 'Shift+Tab');
    await keyboard.press('ArrowUp');
    await expect(bens).toBeFocused();
    await keyboard.press('Delete');
    await expect(bens).toHaveCount(0);
    await expect(page.locator('article:focus')).toHaveCount(1);
    await keyboard.press('Control+z');
    await expect(bens).toHaveCount(1);
    await expect(page.getByRole('region', { name: 'Notifications' })).toHaveCount(0);
  });

  test('a poll is asked and answered, a message planned and a day chosen, without a mouse', { tag: ['@all'] }, async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Where to?']]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    const { keyboard } = page;
    await desk.open(ben);
    await desk.expectTexts(['Where to?']);
    const add = page.getByRole('button', { name: 'Add to the message' });
    await expect(add).toBeEnabled();

    await tabTo(page, 'Add to the message', 'button', 'Shift+Tab');
    await keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: 'Poll' })).toBeFocused();
    await keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'New poll' });
    await expect(dialog.getByRole('textbox', { name: 'Question' })).toBeFocused();
    await keyboard.type('Where to?');
    await keyboard.press('Tab');
    await keyboard.type('Lake');
    await keyboard.press('Enter');
    await expect(dialog.getByRole('textbox', { name: 'Answer 2' })).toBeFocused();
    await keyboard.type('Hills');
    await keyboard.press('Control+Enter');
    await expect(dialog).toHaveCount(0);
    const options = page.getByRole('radio');
    await expect(options).toHaveCount(2);
    await expect(options.first()).toHaveAccessibleName('Lake, 0 votes, 0%');

    // To the poll by Tab from its message; arrows go along it, Space votes.
    await tabTo(page, /Poll: Where to\?/, 'article', 'Shift+Tab');
    await tabTo(page, /^Lake/, 'radio');
    await keyboard.press('ArrowDown');
    await expect(options.nth(1)).toBeFocused();
    await expect(options.nth(1)).toHaveAttribute('aria-checked', 'false');
    await keyboard.press('Space');
    await expect(options.nth(1)).toHaveAccessibleName('Hills, 1 vote, 100%');
    await expect(options.nth(1)).toHaveAttribute('aria-checked', 'true');
    await expect(options.nth(1)).toBeFocused();
    await keyboard.press('Escape');
    await expect(desk.composer).toBeFocused();

    // Later: from the same menu, and back to the button that led there.
    await keyboard.type('Tomorrow then');
    await tabTo(page, 'Add to the message', 'button', 'Shift+Tab');
    await keyboard.press('Enter');
    await desk.expectMenu();
    await keyboard.press('End');
    await keyboard.press('Enter');
    const later = page.getByRole('dialog', { name: 'Send later' });
    await expect(later).toBeVisible();
    await keyboard.press('Escape');
    await expect(later).toHaveCount(0);
    await expect(add).toBeFocused();
    await expect(desk.composer).toHaveValue('Tomorrow then');

    // A day: from the menu of the conversation, and there.
    await tabTo(page, 'Conversation options', 'button', 'Shift+Tab');
    await keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Go to date…' }).press('Enter');
    const date = page.getByRole('dialog', { name: 'Go to date' });
    await expect(date).toBeVisible();
    await keyboard.press('Escape');
    await expect(date).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Conversation options' })).toBeFocused();
  });
});
