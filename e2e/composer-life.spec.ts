import { expect, test } from './lib/world.ts';

test.describe('Answers, edits and what is sent later', () => {
  test('Up changes the last own message, and an edit that races another shows both', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'When?']]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);
    await desk.write('At fivve');
    await desk.expectTick(/Sent|Delivered|Read/);
    await desk.expectTools();
    await desk.composer.press('ArrowUp');
    await expect(desk.composer).toHaveValue('At fivve');
    await desk.composer.fill('At five');
    await desk.composer.press('Enter');
    await expect(desk.composer).toHaveValue('');
    await other.expectTexts(['When?', 'At five']);

    // Another device is faster.
    await desk.composer.press('ArrowUp');
    await expect(desk.composer).toHaveValue('At five');
    await desk.composer.fill('At six');
    const page = (await stage.house.as(ada.id, 'GET', `/conversations/${id}/messages?limit=10`)) as {
      items: readonly { id: string; version: number; content: string }[];
    };
    const mine = page.items.find(({ content }) => content === 'At five');
    if (mine === undefined) throw new Error('The message is not there.');
    await stage.house.as(ada.id, 'PATCH', `/conversations/${id}/messages/${mine.id}`, {
      content: 'At seven',
      version: mine.version,
    });
    await desk.composer.press('Enter');
    const clash = desk.page.getByRole('alert').filter({ hasText: 'At seven' });
    await expect(clash).toBeVisible();
    await expect(desk.composer).toHaveValue('At six');
    await clash.getByRole('button', { name: 'Use mine' }).click();
    await other.expectTexts(['When?', 'At six']);
    await expect(desk.composer).toHaveValue('');
    await expect(clash).toHaveCount(0);
  });

  test('an answer stands in the draft with what it answers, and another device follows @all', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [
      [ben, 'Tea or *coffee*?'],
      [ben, 'And cake?'],
    ]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.message('coffee').locator('.ntr-message__bubble').click({ button: 'right' });
    await desk.page.getByRole('menuitem', { name: 'Reply', exact: true }).click();
    const bar = (at: typeof desk) => at.page.locator('.ntr-composer__mode');
    await expect(bar(desk)).toContainText(`Reply to ${ben.name}`);
    await expect(bar(desk)).toContainText('Tea or coffee?');
    await expect(desk.composer).toBeFocused();
    await desk.composer.fill('Tea');

    const phone = await stage.sit(ada);
    await phone.open(ben);
    await expect(phone.composer).toHaveValue('Tea');
    await expect(bar(phone)).toContainText('Tea or coffee?');
    await desk.composer.fill('Tea, please');
    await expect(phone.composer).toHaveValue('Tea, please');
    await desk.composer.press('Enter');
    await expect(phone.composer).toHaveValue('');
    await expect(bar(phone)).toHaveCount(0);
    await expect(desk.message('Tea, please').locator('.ntr-quote')).toContainText('Tea or coffee?');
  });

  test('Escape goes down one step at a time and throws nothing away', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Well?']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.write('first');
    await desk.composer.fill('half @b');
    await expect(desk.page.locator('.ntr-suggestions')).toBeVisible();
    await desk.composer.press('Escape');
    await expect(desk.page.locator('.ntr-suggestions')).toHaveCount(0);
    await desk.message('Well?').locator('.ntr-message__bubble').click({ button: 'right' });
    await desk.page.getByRole('menuitem', { name: 'Reply', exact: true }).click();
    await expect(desk.page.locator('.ntr-composer__mode')).toBeVisible();
    await expect(desk.composer).toBeFocused();
    await desk.composer.press('Escape');
    await expect(desk.page.locator('.ntr-composer__mode')).toHaveCount(0);
    await desk.composer.press('Escape');
    await expect(desk.composer).toHaveValue('half @b');
  });

  test('what is scheduled can be taken back, changed and sent now', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Remind me tomorrow']]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);
    const schedule = async () => {
      await desk.page.getByRole('button', { name: 'Send', exact: true }).click({ button: 'right' });
      await desk.page.getByRole('menuitem', { name: 'Schedule…' }).click();
      await desk.page.getByRole('radio', { name: /Tomorrow morning/ }).check();
      await desk.page.getByRole('button', { name: 'Schedule', exact: true }).click();
      await expect(desk.composer).toHaveValue('');
    };
    await desk.composer.fill('Remember the *milk*');
    await schedule();
    await desk.page.getByRole('button', { name: 'Undo' }).click();
    await expect(desk.composer).toHaveValue('Remember the *milk*');
    await schedule();
    await desk.page.getByRole('button', { name: '1 message scheduled' }).click();
    const list = desk.page.getByRole('dialog', { name: 'Scheduled messages' });
    await expect(list).toContainText('Remember the milk');
    await list.getByRole('button', { name: 'Change' }).click();
    await list.getByRole('textbox', { name: 'Text' }).fill('Remember the bread');
    await list.getByRole('button', { name: 'Save' }).click();
    await expect(list).toContainText('Remember the bread');
    await other.expectTexts(['Remind me tomorrow']);
    await list.getByRole('button', { name: 'Send now' }).click();
    await expect(list).toContainText('Nothing is scheduled here.');
    await other.expectTexts(['Remind me tomorrow', 'Remember the bread']);
    await desk.page.keyboard.press('Escape');
    await expect(desk.page.getByRole('button', { name: /message scheduled/ })).toHaveCount(0);
  });
});

test.describe('On a phone', () => {
  test('Enter makes a line, the button sends, and a long press offers to send later', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Two lines, please']]);
    const desk = await stage.sit(ada, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await desk.row(ben).tap();
    await desk.composer.tap();
    await desk.composer.pressSequentially('one');
    await desk.composer.press('Enter');
    await desk.composer.pressSequentially('two');
    await expect(desk.composer).toHaveValue('one\ntwo');
    const send = desk.page.getByRole('button', { name: 'Send', exact: true });
    const box = await send.boundingBox();
    if (box === null) throw new Error('There is no button.');
    const cdp = await desk.context.newCDPSession(desk.page);
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
    await expect(desk.page.getByRole('menuitem', { name: 'Schedule…' })).toBeVisible();
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect(desk.composer).toHaveValue('one\ntwo');
    // A press beside the menu closes it.
    await send.tap();
    await expect(desk.page.getByRole('menu')).toHaveCount(0);
    await desk.expectTexts(['Two lines, please', 'one\ntwo']);
  });
});
