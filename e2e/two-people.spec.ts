import { expect, test } from './lib/world.ts';

test.describe('Two people', () => {
  test('a message arrives live, and its ticks go from sent to delivered to read', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Hello Ada']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.write('Hello Ben, nobody is at your place');
    await desk.expectTick('Sent');

    const other = await stage.sit(ben);
    await desk.expectTick('Delivered');
    await expect(other.row(ada).getByText('1 unread message')).toBeAttached();
    await expect(other.page).toHaveTitle('(1) Natter');

    await other.open(ada);
    await desk.expectTick('Read');
    await expect(other.row(ada).getByText('1 unread message')).not.toBeAttached();
    await expect(other.page).toHaveTitle('Natter');

    await other.write('Here I am');
    await desk.expectTexts(['Hello Ada', 'Hello Ben, nobody is at your place', 'Here I am']);
    await other.expectTick('Read');
  });

  test('[TYPE-2] typing shows while somebody types, and ends when the text is taken back or sent', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Are you there?']]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);
    const bubble = other.page.getByText(`${ada.name} is typing…`);
    const state = other.page.locator('.ntr-header__state');

    await desk.typeUntilSeen('Well', bubble);
    await expect(state).toHaveText('typing…');
    await desk.composer.fill('');
    await expect(bubble).not.toBeAttached();
    await expect(state).toHaveText('Online');

    // It is told at most once a second: somebody who goes on typing is seen again.
    await desk.typeUntilSeen('Yes', bubble);
    await desk.composer.fill('Yes, here I am');
    await desk.composer.press('Enter');
    await other.expectTexts(['Are you there?', 'Yes, here I am']);
    await expect(bubble).not.toBeAttached();
  });

  test('[PRES-1] who is here is shown as online, and as last seen when they have gone @all', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Soon!']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    const state = desk.page.locator('.ntr-header__state');
    await expect(desk.page.getByText('Online', { exact: true })).toHaveCount(0);
    const other = await stage.sit(ben);
    await expect(state).toHaveText('Online');
    await other.page.close();
    await expect(state).toHaveText(/^Last seen/, { timeout: 45_000 });
  });

  test('two tabs of one browser are two people', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Same browser?']]);
    const context = await stage.browser();
    const desk = await stage.sit(ada, context);
    const other = await stage.sit(ben, context);
    await desk.open(ben);
    await other.open(ada);
    await desk.write('Same browser, another tab');
    await other.expectTexts(['Same browser?', 'Same browser, another tab']);
    await desk.page.reload();
    await other.write('Still somebody else');
    await desk.expectTexts(['Same browser?', 'Same browser, another tab', 'Still somebody else']);
    await desk.expectTick('Read');
  });
});
