import { expect, test } from './lib/world.ts';

test.describe('Without a network', () => {
  test('[OUT-4] what is written without a network waits, and arrives once and in order when the network is back', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Into the tunnel?']]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);

    await desk.context.setOffline(true);
    const written = ['One', 'Two', 'Three', 'Four', 'Five'];
    await desk.write(...written);
    await desk.expectTexts(['Into the tunnel?', ...written]);
    await desk.expectTick('Waiting to be sent');
    await expect(desk.banner).toHaveText(/Waiting for network.*5 messages will be sent/);
    await other.expectTexts(['Into the tunnel?']);

    await desk.context.setOffline(false);
    await other.expectTexts(['Into the tunnel?', ...written]);
    await desk.expectTexts(['Into the tunnel?', ...written]);
    await desk.expectTick('Read');
    await desk.expectCalm();
    expect(await stage.stored(ben, id)).toEqual(['Into the tunnel?', ...written]);
  });

  test('what waits can be taken back, and then is never sent', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Say it']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.expectFetchedAhead();
    await desk.context.setOffline(true);
    await desk.write('Better not', 'Good morning');
    await desk.message('Better not').hover();
    await desk.message('Better not').getByRole('button', { name: 'Message options' }).click();
    await desk.page.getByRole('menuitem', { name: 'Do not send' }).click();
    await desk.expectTexts(['Say it', 'Good morning']);
    await desk.context.setOffline(false);
    await desk.expectTick('Sent');
    expect(await stage.stored(ben, id)).toEqual(['Say it', 'Good morning']);
  });

  test('dialogs and pages that come by need are there @all', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Into the tunnel?']]);
    // Without the worker, which keeps the app's files too: most pages that embed the kit have none.
    const desk = await stage.sit(ada, await stage.browserWithoutWorker());
    await desk.open(ben);
    await desk.expectFetchedAhead();
    await desk.context.setOffline(true);
    const { page } = desk;

    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await desk.choose('Into the tunnel?', 'Report…');
    await expect(page.getByRole('dialog', { name: 'Report this message' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New conversation' }).click();
    await expect(page.getByRole('combobox', { name: 'Search people' })).toBeVisible();
  });

  test('a part that cannot be had leaves the page as it is, and reloading is offered', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Still here?']]);
    const context = await stage.browserWithoutWorker();
    // As after an update of the server, which no longer has this page's files.
    const files = /assets\/(settings-dialog|new-conversation-page)-/;
    await context.route(files, (route) => route.abort());
    const desk = await stage.sit(ada, context);
    await desk.open(ben);
    const { page } = desk;

    await page.getByRole('button', { name: 'Settings' }).click();
    const said = page.getByRole('region', { name: 'Notifications' });
    await expect(said).toContainText('This could not be loaded');
    await desk.write('Of course');
    await desk.expectTexts(['Still here?', 'Of course']);
    await page.getByRole('button', { name: 'New conversation' }).click();
    await expect(page.getByRole('main')).toContainText('This could not be loaded');
    await desk.open(ben);
    await desk.expectTexts(['Still here?', 'Of course']);

    await page.getByRole('button', { name: 'New conversation' }).click();
    await context.unroute(files);
    await page.getByRole('main').getByRole('button', { name: 'Reload' }).last().click();
    await expect(page.getByRole('combobox', { name: 'Search people' })).toBeVisible();
  });
});
