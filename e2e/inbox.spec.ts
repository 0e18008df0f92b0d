import { expect, test } from './lib/world.ts';

test.describe('The inbox', () => {
  test('pinned conversations stand first; filters and search find what is put away', async ({ stage }) => {
    const [ada, ben, cleo, dora] = await stage.cast('Ada', 'Ben', 'Cleo', 'Dora');
    await stage.talk(ada, ben, [[ben, 'Oldest']]);
    await stage.talk(ada, cleo, [[ada, 'In between']]);
    await stage.talk(ada, dora, [[dora, 'Newest']]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    const names = () =>
      page.locator('.ntr-row__name').evaluateAll((all) => all.map((each) => each.textContent?.split(' ')[0]));
    const choose = async (who: typeof ben, what: string | RegExp) => {
      await desk.row(who).click({ button: 'right' });
      await page.getByRole('menuitem', { name: what }).click();
    };
    await expect.poll(names).toEqual(['Dora', 'Cleo', 'Ben']);
    await choose(ben, /^Pin/);
    await expect.poll(names).toEqual(['Ben', 'Dora', 'Cleo']);
    await page.getByRole('button', { name: 'Unread', exact: true }).click();
    await expect.poll(names).toEqual(['Ben', 'Dora']);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await choose(dora, /^Archive/);
    await expect.poll(names).toEqual(['Ben', 'Cleo']);
    await page.getByRole('button', { name: 'Archived', exact: true }).click();
    await expect.poll(names).toEqual(['Dora']);
    await choose(dora, /^Move out of archive/);
    await expect(page.getByText('The archive is empty')).toBeVisible();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search conversations' }).fill(cleo.name.slice(0, -1).toUpperCase());
    await expect.poll(names).toEqual(['Cleo']);
  });

  test('what is marked as unread stays so through scrolling and a reload, until one opens it', async ({ stage }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    const id = await stage.talk(ada, ben, [[ben, 'Think about it']]);
    await stage.talk(ada, cleo, [[ada, 'Later']]);
    const desk = await stage.sit(ada);
    const phone = await stage.sit(ada);
    const { page } = desk;
    await desk.open(ben);
    await expect(page).toHaveTitle('Natter');
    await desk.row(ben).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Mark as unread/ }).click();
    // The dot, in the title, in the list, and on the other device.
    for (const each of [desk, phone]) {
      await expect(each.row(ben).getByText('Marked as unread')).toBeAttached();
      await expect(each.page).toHaveTitle('(•) Natter');
    }
    await desk.open(cleo);
    await page.locator('.ntr-list').hover();
    await page.mouse.wheel(0, 400);
    await page.goto(new URL(`/messages/${id}`, page.url()).href);
    await expect(desk.composer).toHaveAccessibleName(`Message to ${ben.name}`);
    await page.reload();
    await expect(desk.composer).toHaveAccessibleName(`Message to ${ben.name}`);
    await desk.expectTexts(['Think about it']);
    await expect(desk.row(ben).getByText('Marked as unread')).toBeAttached();
    await desk.row(ben).click();
    for (const each of [desk, phone]) {
      await expect(each.row(ben).getByText('Marked as unread')).toHaveCount(0);
      await expect(each.page).toHaveTitle('Natter');
    }
  });

  test('a muted conversation says until when, counts nowhere, and is heard again when one wants', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'One']]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    await expect(page).toHaveTitle('(1) Natter');
    await desk.row(ben).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Mute/ }).click();
    await expect(page.getByRole('menu', { name: 'Mute for how long?' })).toBeVisible();
    await page.getByRole('menuitem', { name: 'For a week' }).click();
    await expect(desk.row(ben).getByText(/^Muted until/)).toBeAttached();
    await expect(page).toHaveTitle('Natter');
    await stage.say(ben, id, 'Two');
    await expect(desk.row(ben).getByText('2 unread messages')).toBeAttached();
    await expect(desk.row(ben).locator('.ntr-badge[data-quiet]')).toBeVisible();
    await expect(page).toHaveTitle('Natter');
    await expect(page.locator('.ntr-toast__message')).toHaveCount(0);
    await desk.row(ben).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Unmute/ }).click();
    await expect(page).toHaveTitle('(2) Natter');
  });

  test('by keys on a row one archives, marks, mutes and deletes, and takes it back', async ({ stage }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    await stage.talk(ada, cleo, [[ada, 'Second']]);
    await stage.talk(ada, ben, [[ada, 'First']]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    const { keyboard } = page;
    await desk.goTo(desk.row(ben));
    await keyboard.press('e');
    await expect(desk.row(ben)).toHaveCount(0);
    // The focus is on what took its place.
    await expect(desk.row(cleo)).toBeFocused();
    await keyboard.press('Control+z');
    await expect(desk.row(ben)).toBeVisible();
    await keyboard.press('u');
    await expect(desk.row(cleo).getByText('Marked as unread')).toBeAttached();
    await keyboard.press('u');
    await expect(desk.row(cleo).getByText('Marked as unread')).toHaveCount(0);
    await keyboard.press('m');
    await expect(page.getByRole('menuitem', { name: 'For an hour' })).toBeFocused();
    await keyboard.press('Escape');
    await expect(desk.row(cleo)).toBeFocused();
    await keyboard.press('Delete');
    await expect(desk.row(cleo)).toHaveCount(0);
    await expect(desk.row(ben)).toBeFocused();
    await keyboard.press('Control+z');
    await expect(desk.row(cleo)).toBeVisible();
    // In the search field they are letters.
    await page.getByRole('searchbox', { name: 'Search conversations' }).fill('');
    await keyboard.type('eump');
    await expect(page.getByRole('searchbox', { name: 'Search conversations' })).toHaveValue('eump');
  });

  test('deleting a conversation for oneself can be taken back for five seconds, then it is gone everywhere but there @all', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Keep this']]);
    const desk = await stage.sit(ada);
    const phone = await stage.sit(ada);
    const { page } = desk;
    const remove = async () => {
      await page.getByRole('button', { name: 'Conversation options' }).click();
      await page.getByRole('menuitem', { name: /^Delete for me/ }).click();
      await expect(desk.row(ben)).toHaveCount(0);
    };
    await desk.open(ben);
    await remove();
    await expect(desk.composer).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await desk.open(ben);
    await desk.expectTexts(['Keep this']);
    await expect(phone.row(ben)).toBeVisible();
    await remove();
    await expect(phone.row(ben)).toHaveCount(0, { timeout: 45_000 });
    expect(await stage.stored(ben, id)).toEqual(['Keep this']);
    await stage.say(ben, id, 'Still here');
    await desk.open(ben);
    await desk.expectTexts(['Still here']);
  });

  test('one keeps notes to oneself in a conversation of one’s own', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Hello']]);
    const desk = await stage.sit(ada);
    const { page } = desk;
    const start = async () => {
      await page.getByRole('button', { name: 'New conversation' }).first().click();
      await page.getByRole('option', { name: 'Note to self', exact: true }).click();
      await expect(desk.composer).toHaveAccessibleName('Message to Note to self');
    };
    await start();
    await expect(page.getByText('Only you see what you write here')).toBeVisible();
    await desk.write('Milk, eggs, a ladder');
    const row = page.getByRole('option').filter({ hasText: 'Note to self' });
    await expect(row).toContainText('Milk, eggs, a ladder');
    await expect(page.getByRole('heading', { name: 'Note to self', level: 1 })).toBeVisible();
    await expect(page).toHaveTitle('(1) Natter');
    await desk.open(ben);
    // There is one of it, found again on another device.
    const phone = await stage.sit(ada);
    await phone.page.getByRole('option').filter({ hasText: 'Note to self' }).click();
    await phone.expectTexts(['Milk, eggs, a ladder']);
    await start();
    await desk.expectTexts(['Milk, eggs, a ladder']);
    await expect(row).toHaveCount(1);
  });
});
