import type { Page } from '@playwright/test';
import { expect, SIZES, test, tokenOf } from './lib/bookstore.ts';
import { Desk } from './lib/desk.ts';

/** The shop's own ways; the kit has links of its own. */
const ways = (page: Page) => page.getByRole('navigation', { name: 'The shop' });
const way = (page: Page, name: string) => ways(page).getByRole('link', { name });

/** By the button, as with a keyboard on glass, where Enter makes a line. */
async function tap(desk: Desk, text: string): Promise<void> {
  await desk.composer.fill(text);
  await desk.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(desk.composer).toHaveValue('');
}

const PHONE = { viewport: SIZES.phone, hasTouch: true };
const OWEN = { id: 'owen', name: 'Owen Pritchard' };
const PRIYA = { id: 'priya', name: 'Priya Raman' };
const GRACE = { id: 'grace', name: 'Grace Tan' };
const AINO = { id: 'aino', name: 'Aino Korhonen' };

test.describe('The bookstore', () => {
  test('[START-1] a free member answers, and where they would begin is told what would allow it', async ({
    store,
    visits,
  }) => {
    const { page, context } = await visits.comeIn(OWEN.name, PHONE);
    await expect(way(page, 'Messages')).toContainText('1 unread');

    await page.goto(`${store.url}/members/ruth`);
    await page.getByRole('button', { name: 'Message Ruth Abramson' }).click();
    await expect(page.getByRole('note')).toContainText(/answer everybody who writes to you.*higher membership/);
    await page.getByRole('button', { name: 'See memberships' }).click();
    await expect(page).toHaveURL(`${store.url}/membership`);
    await expect(page.getByRole('heading', { name: 'Membership', exact: true })).toBeVisible();

    // Whom nobody asks the page for is refused by the server alone.
    const answer = await context.request.post(`${store.url}/api/messages/conversations`, {
      headers: { authorization: `Bearer ${await tokenOf(context, store.url)}` },
      data: { type: 'direct', participantId: 'ruth' },
    });
    expect(answer.status()).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'tier_required', detail: expect.stringMatching(/Privileged/) });

    await way(page, 'Messages').click();
    const owens = new Desk(page, OWEN);
    await owens.open(PRIYA);
    await expect(ways(page)).toBeHidden();
    const priyas = new Desk((await visits.comeIn(PRIYA.name)).page, PRIYA);
    await priyas.page.goto(`${store.url}/messages`);
    await tap(owens, 'The postcard is in my coat');
    await expect(priyas.row(OWEN)).toContainText('The postcard is in my coat');
    await priyas.open(OWEN);
    await owens.expectTick('Read');
  });

  test('a privileged member finds somebody, begins, and is heard live', async ({ store, visits }) => {
    const ainos = new Desk((await visits.comeIn(AINO.name, PHONE)).page, AINO);
    const badge = way(ainos.page, 'Messages');
    await expect(badge).toHaveText('Messages');

    const graces = new Desk((await visits.comeIn(GRACE.name)).page, GRACE);
    await way(graces.page, 'Members').click();
    await graces.page.getByRole('link', { name: /Aino Korhonen/ }).click();
    await graces.page.getByRole('button', { name: 'Message Aino Korhonen' }).click();
    await expect(graces.page).toHaveURL(/\/messages\/new\?to=aino/);
    await graces.write('Winter is here. What are you reading?');
    await expect(graces.page).toHaveURL(/\/messages\/[0-9a-f-]{36}$/);
    await graces.expectTick(/Sent|Delivered/);

    // Aino stands in front of the books; the badge tells her.
    await expect(badge).toHaveText('Messages1 unread');
    await badge.click();
    await ainos.open(GRACE);
    await graces.expectTick('Read');
    await tap(ainos, 'The lighthouse. Ask me in April');
    await graces.expectTexts(['Winter is here. What are you reading?', 'The lighthouse. Ask me in April']);

    await ainos.page.getByRole('button', { name: 'Back to conversations' }).click();
    await expect(badge).toHaveText('Messages');

    await graces.page.goto(`${store.url}/members/aino`);
    await graces.page.getByRole('button', { name: 'Message Aino Korhonen' }).click();
    await expect(graces.page).toHaveURL(/\/messages\/[0-9a-f-]{36}$/);
  });

  test('[START-4] a manager is shown as one, and what they change at the counter holds at once', async ({
    store,
    visits,
  }) => {
    const { page: yusufs } = await visits.comeIn('Yusuf Demir', PHONE);
    await yusufs.goto(`${store.url}/members/ruth`);
    await yusufs.getByRole('button', { name: 'Message Ruth Abramson' }).click();
    await expect(yusufs.getByRole('note')).toBeVisible();

    const { page: mayas } = await visits.comeIn('Maya Lindqvist');
    await mayas.getByRole('link', { name: 'Your profile' }).click();
    await expect(mayas.locator('.br-profile')).toContainText('Store manager');
    await mayas.getByRole('link', { name: 'Counter' }).click();
    await mayas.getByRole('combobox', { name: 'Membership of Yusuf Demir' }).selectOption('Privileged');
    await expect(mayas.getByRole('listitem').filter({ hasText: 'Yusuf Demir' }).getByRole('status')).toHaveText('Done');

    // Nobody reloads: the notice goes, and he writes.
    await expect(yusufs.getByRole('note')).toHaveCount(0);
    await yusufs.getByRole('button', { name: 'Message Ruth Abramson' }).click();
    const desk = new Desk(yusufs, { id: 'yusuf', name: 'Yusuf Demir' });
    await tap(desk, 'Dear Ruth, may I dispute the chapter on sugar?');
    await expect(yusufs).toHaveURL(/\/messages\/[0-9a-f-]{36}$/);

    // To others the manager stands in the list with the office.
    await yusufs.goto(`${store.url}/messages/new`);
    await yusufs.getByRole('combobox', { name: 'Search people' }).fill('Maya');
    await expect(yusufs.getByRole('option', { name: /Maya Lindqvist/ })).toContainText('Store manager');
  });

  test('[WALL-1] who is in no club takes no part, until the counter puts them into one', async ({ store, visits }) => {
    const { page: sams, context } = await visits.comeIn('Sam Whitehorse', PHONE);
    await way(sams, 'Messages').click();
    await expect(sams.getByRole('heading', { name: 'Messages are for our clubs' })).toBeVisible();
    const inbox = async () =>
      context.request.get(`${store.url}/api/messages/conversations`, {
        headers: { authorization: `Bearer ${await tokenOf(context, store.url)}` },
      });
    expect((await inbox()).status()).toBe(403);

    const { page: lenas } = await visits.comeIn('Lena Vogt');
    await lenas.goto(`${store.url}/members/sam`);
    await expect(lenas.getByText('Not in one of our clubs')).toBeVisible();
    await lenas.goto(`${store.url}/counter`);
    const sam = lenas.getByRole('listitem').filter({ hasText: 'Sam Whitehorse' });
    await sam.getByRole('checkbox', { name: 'The Tuesday Table' }).check();
    await expect(sam.getByRole('status')).toHaveText('Done');
    expect((await inbox()).status()).toBe(200);
    await way(sams, 'Members').click();
    await way(sams, 'Messages').click();
    await expect(sams.getByRole('heading', { name: 'Messages', exact: true })).toBeVisible();

    await sam.getByRole('checkbox', { name: 'The Tuesday Table' }).uncheck();
    await expect(sam.getByRole('status')).toHaveText('Done');
    expect((await inbox()).status()).toBe(403);
    await expect(sams.getByRole('heading', { name: 'Messages are for our clubs' })).toBeVisible();
  });

  test('[REPORT-3] a report reaches the counter, and what is removed there is gone for both @all', async ({
    store,
    visits,
  }) => {
    const { page: priyas } = await visits.comeIn(PRIYA.name);
    await priyas.goto(`${store.url}/messages`);
    const desk = new Desk(priyas, PRIYA);
    await desk.open(OWEN);
    await desk.message('I am bringing three').getByRole('button', { name: 'Message options' }).click();
    await priyas.getByRole('menuitem', { name: 'Report…' }).click();
    await priyas.getByRole('radio', { name: 'Advertising or spam' }).check();
    await priyas.getByRole('button', { name: 'Send report' }).click();
    await priyas.getByRole('button', { name: 'Done' }).click();

    const { page: lenas } = await visits.comeIn('Lena Vogt', PHONE);
    await lenas.goto(`${store.url}/counter`);
    await lenas.getByRole('link', { name: 'Reports, words and the state of messages' }).click();
    const report = lenas.getByRole('article', { name: /Message by Owen Pritchard/ });
    await expect(report).toContainText('I am bringing three');
    await report.getByRole('button', { name: 'Remove…' }).click();
    await lenas.getByRole('button', { name: 'Remove message' }).click();
    await expect(report).toHaveCount(0);
    // What tells of it covers nothing that is pressed next.
    await expect(lenas.getByRole('button', { name: 'Dismiss', exact: true })).toBeVisible();
    await lenas.getByRole('tab', { name: 'Record' }).click({ timeout: 10_000 });
    await expect(desk.message('I am bringing three')).toHaveCount(0);

    await expect(lenas).toHaveURL(`${store.url}/counter/messages/record`);
    await expect(lenas.getByRole('tabpanel')).toContainText('Lena Vogt');

    const { page: graces } = await visits.comeIn(GRACE.name);
    await graces.goto(`${store.url}/counter/messages`);
    await expect(graces.getByText('This page is for the staff of the store')).toBeVisible();
  });

  test('the anonymous book chat is untouched: its own route, its own look, nothing of Natter', async ({
    store,
    visits,
  }) => {
    const { page } = await visits.comeIn(null);
    const called: string[] = [];
    page.on('request', (request) => called.push(new URL(request.url()).pathname));
    await page.goto(`${store.url}/book-chat`);
    await page.getByRole('textbox', { name: 'Say something about a book' }).fill('Page 412!');
    await page.getByRole('button', { name: 'Say it' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Page 412!' })).toContainText('A reader');
    expect(called).toContain('/shop/book-chat');
    expect(called.filter((path) => /^\/(api|socket\.io)/.test(path))).toEqual([]);
    await expect(page.locator('[class*="ntr-"]')).toHaveCount(0);

    // Nor does it tell who somebody is who has come in.
    const { page: owens } = await visits.comeIn(OWEN.name);
    await way(owens, 'Book chat').click();
    const line = owens.getByRole('listitem').filter({ hasText: 'Page 412!' });
    await expect(line).toBeVisible();
    const spoken = owens.waitForRequest((request) => request.postData()?.includes('And then the lamp') === true);
    await owens.getByRole('textbox', { name: 'Say something about a book' }).fill('And then the lamp');
    await owens.getByRole('button', { name: 'Say it' }).click();
    expect(new URL((await spoken).url()).pathname).toBe('/shop/book-chat');
    const said = owens.getByRole('listitem').filter({ hasText: 'And then the lamp' });
    await expect(said).toContainText('A reader');
    await expect(said).not.toContainText(/Owen|Pritchard/);
  });

  test('stopped and started again it has all it had, and who was signed in still is', async ({ store, visits }) => {
    const { page } = await visits.comeIn(PRIYA.name);
    await page.goto(`${store.url}/messages`);
    const desk = new Desk(page, PRIYA);
    await desk.open(OWEN);
    await desk.write('Before the shutters go down');
    await desk.expectTick(/Sent|Delivered/);
    const { port } = new URL(store.url);
    const { code, said } = await store.stop();
    expect(code).toBe(0);
    expect(said).toMatch(/Stopping …\nStopped\.\n$/);
    await desk.write('While they are down');

    await store.start(port);
    await desk.hurry();
    await desk.expectCalm();
    await page.reload();
    await expect(desk.message('Before the shutters go down')).toBeVisible();
    await expect(desk.message('While they are down')).toBeVisible();
    await expect(page.getByRole('link', { name: `Your profile, ${PRIYA.name}` })).toBeVisible();
  });
});
