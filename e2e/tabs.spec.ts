import { expect, test } from './lib/world.ts';

test.describe('Several tabs of one person', () => {
  test('[TAB-1] what one tab sends is sent once, and every tab shows it once', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'How many of you are there?']]);
    const context = await stage.browser();
    const one = await stage.sit(ada, context);
    const two = await stage.sit(ada, context);
    const other = await stage.sit(ben);
    for (const desk of [one, two]) await desk.open(ben);
    await other.open(ada);

    await one.write('From the first tab');
    await two.expectTexts(['How many of you are there?', 'From the first tab']);
    await two.write('From the second tab');
    const said = ['How many of you are there?', 'From the first tab', 'From the second tab'];
    for (const desk of [one, two, other]) await desk.expectTexts(said);

    await context.setOffline(true);
    await one.write('Waiting in the first');
    await two.expectTexts([...said, 'Waiting in the first']);
    await two.write('Waiting in the second');
    await one.expectTexts([...said, 'Waiting in the first', 'Waiting in the second']);
    // The tab that sends goes; the other takes over.
    await one.page.close();
    await context.setOffline(false);
    const all = [...said, 'Waiting in the first', 'Waiting in the second'];
    for (const desk of [two, other]) await desk.expectTexts(all);
    await two.expectTick('Read');
    expect(await stage.stored(ben, id)).toEqual(all);
  });

  test('[TAB-2] a tab that the browser put to sleep keeps nobody from sending @all', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Still there?']]);
    const context = await stage.browser();
    const sleeper = await stage.sit(ada, context);
    const awake = await stage.sit(ada, context);
    for (const desk of [sleeper, awake]) await desk.open(ben);
    // A debugger that holds it at its next step does what a browser that saves energy does.
    const browser = await context.newCDPSession(sleeper.page);
    await browser.send('Debugger.enable');
    await browser.send('Debugger.pause');
    await awake.write('Wide awake');
    await expect.poll(() => stage.stored(ben, id), { timeout: 45_000 }).toEqual(['Still there?', 'Wide awake']);
    await browser.send('Debugger.disable');
    await sleeper.write('Awake again');
    for (const desk of [sleeper, awake]) await desk.expectTexts(['Still there?', 'Wide awake', 'Awake again']);
  });

  test('[TAB-4] reading in one tab, or on another device, is reading in all of them @all', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [
      [ben, 'Unread'],
      [ben, 'Twice'],
    ]);
    const context = await stage.browser();
    const one = await stage.sit(ada, context);
    const two = await stage.sit(ada, context);
    const phone = await stage.sit(ada);
    for (const desk of [one, two, phone]) await expect(desk.page).toHaveTitle('(2) Natter');
    await one.open(ben);
    for (const desk of [one, two, phone]) await expect(desk.page).toHaveTitle('Natter');
  });

  test('signing out asks when something is unsent, and leaves nothing of the person on the device', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'A secret']]);
    const context = await stage.browser();
    const desk = await stage.sit(ada, context);
    await desk.open(ben);
    await desk.expectFetchedAhead();
    await context.setOffline(true);
    await desk.write('Not out yet');
    const { page } = desk;
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    const question = page.getByRole('alertdialog', { name: 'Sign out with unsent messages?' });
    await expect(question).toBeVisible();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toHaveCount(0);
    await desk.expectTexts(['A secret', 'Not out yet']);

    await context.setOffline(false);
    await desk.expectTick('Sent');
    // Cancel led back to the settings.
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('button', { name: `Continue as ${ada.name}` })).toBeVisible();
    expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.goBack();
    await expect(page.getByText('A secret')).toHaveCount(0);
  });
});
