import AxeBuilder from '@axe-core/playwright';
import type { CDPSession } from '@playwright/test';
import type { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

/** A key as an input method leaves it to the page. */
async function pressTaken(cdp: CDPSession, code: string): Promise<void> {
  for (const type of ['rawKeyDown', 'keyUp'] as const)
    await cdp.send('Input.dispatchKeyEvent', { type, key: 'Process', code, windowsVirtualKeyCode: 229 });
}

const heightOf = (desk: Desk) => desk.composer.evaluate((each) => each.getBoundingClientRect().height);

test.describe('The message box', () => {
  test('grows with its lines to five, then scrolls, and shrinks again', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Tell me everything']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    const heights = [await heightOf(desk)];
    for (let line = 2; line <= 8; line += 1) {
      await desk.composer.press('Shift+Enter');
      heights.push(await heightOf(desk));
    }
    const steps = heights.slice(1).map((height, at) => Math.round(height - (heights[at] ?? 0)));
    expect(new Set(steps.slice(0, 4)).size).toBe(1);
    expect(steps[0]).toBeGreaterThan(10);
    expect(steps.slice(4)).toEqual([0, 0, 0]);
    await desk.composer.fill('short');
    await expect.poll(() => heightOf(desk)).toBe(heights[0]);
  });

  test('leaves the Enter that chooses a candidate to the input method, and sends Hangul with one', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'こんにちは']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    const cdp = await desk.context.newCDPSession(desk.page);
    const compose = (text: string) =>
      cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await desk.composer.focus();

    await compose('にほん');
    await pressTaken(cdp, 'Enter');
    await cdp.send('Input.insertText', { text: '日本' });
    await expect(desk.composer).toHaveValue('日本');
    await desk.expectTexts(['こんにちは']);
    await desk.composer.press('Enter');
    await desk.expectTexts(['こんにちは', '日本']);

    await cdp.send('Input.insertText', { text: '안' });
    await compose('녕');
    await pressTaken(cdp, 'Enter');
    await cdp.send('Input.insertText', { text: '녕' });
    await desk.expectTexts(['こんにちは', '日本', '안녕']);
    await expect(desk.composer).toHaveValue('');
  });

  test('completes a name, which the one who is named sees as theirs', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Who is coming?']]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);
    await desk.expectTools();
    await desk.composer.pressSequentially('😀 *@be');
    await expect(desk.page.getByRole('option', { name: ben.name }).last()).toBeVisible();
    await desk.composer.press('Enter');
    await expect(desk.composer).toHaveValue(`😀 *@${ben.name} `);
    await desk.composer.pressSequentially('surely* ');
    // Changed around, taken back by the browser's own undo, and still a mention.
    await desk.composer.press('Home');
    await desk.composer.pressSequentially('Well, ');
    await desk.composer.press('Enter');
    const mention = other.log.locator('.ntr-mention');
    await expect(mention).toHaveText(`@${ben.name}`);
    await expect(mention).toHaveAttribute('data-me', 'true');
    await expect(other.log.locator('strong .ntr-mention')).toHaveCount(1);
    await expect(desk.log.locator('.ntr-mention')).not.toHaveAttribute('data-me', 'true');
  });

  test('formats by key, and the other one sees what it means', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'What is new?']]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);
    await desk.expectTools();
    await desk.composer.pressSequentially('big ');
    await desk.composer.press('Control+b');
    await desk.composer.pressSequentially('news');
    await expect(desk.composer).toHaveValue('big *news*');
    // The browser takes back what a key has done as it does with typing.
    await desk.composer.press('Control+a');
    await desk.composer.press('Control+i');
    await expect(desk.composer).toHaveValue('_big *news*_');
    await desk.composer.press('Control+z');
    await expect(desk.composer).toHaveValue('big *news*');
    await desk.composer.press('Enter');
    await desk.write('> said\nanswer\n- one\n- two\n```\n*code*\n```');
    await expect(other.log.locator('strong')).toHaveText('news');
    await expect(other.log.locator('blockquote')).toHaveText('said');
    await expect(other.log.locator('li')).toHaveText(['one', 'two']);
    await expect(other.log.locator('pre')).toHaveText('*code*');
    // Copying gives what was typed.
    await desk.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await desk.message('big news').locator('.ntr-message__bubble').click({ button: 'right' });
    await desk.page.getByRole('menuitem', { name: 'Copy text' }).click();
    await expect.poll(() => desk.page.evaluate(() => navigator.clipboard.readText())).toBe('big *news*');
  });

  test('inserts emoji by search and by name, asks nobody else for them, and gives the caret back', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Dinner?']]);
    const desk = await stage.sit(ada);
    const hosts = new Set<string>();
    desk.page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await desk.open(ben);
    await desk.composer.fill('ab');
    await desk.composer.press('ArrowLeft');
    await desk.page.getByRole('button', { name: 'Emoji', exact: true }).click();
    const search = desk.page.getByRole('combobox', { name: 'Search emoji' });
    await expect(search).toBeFocused();
    await search.fill('pizza');
    await search.press('Enter');
    await expect(desk.composer).toHaveValue('a🍕b');
    await expect(desk.composer).toBeFocused();
    await expect(search).toHaveCount(0);
    await desk.composer.pressSequentially('c');
    await expect(desk.composer).toHaveValue('a🍕cb');
    await desk.composer.press('End');
    await desk.composer.pressSequentially(' :pizz');
    await expect(desk.page.getByRole('option', { name: 'pizza' })).toBeVisible();
    await desk.composer.press('Tab');
    await expect(desk.composer).toHaveValue('a🍕cb 🍕 ');
    await desk.page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await expect(desk.page.getByRole('rowheader').first()).toHaveText('Recently used');
    await desk.page.keyboard.press('Escape');
    await expect(desk.composer).toBeFocused();
    expect([...hosts]).toEqual([new URL(stage.house.url).origin]);
  });

  test('pastes a page as its words', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Send me the list']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.composer.focus();
    // Its tools come a moment later; until then a browser pastes by itself, which an event of ours does not make it do.
    await desk.expectTools();
    await desk.composer.evaluate((field) => {
      const data = new DataTransfer();
      data.setData(
        'text/html',
        '<ul><li>Bread\u200b</li><li><a href="javascript:x">Milk</a></li></ul><img src=x onerror=y>',
      );
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await expect(desk.composer).toHaveValue('Bread\nMilk');
    await desk.composer.press('Control+z');
    await expect(desk.composer).toHaveValue('');
  });
});

test.describe('The message box for everybody', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has no grave fault with anything of it open, in ${colorScheme} colours @all`, async ({ stage }) => {
      const [ada, ben] = await stage.cast('Ada', 'Ben');
      const id = await stage.talk(ada, ben, [[ben, '*Bold* _and_ ~more~ `code` @here']]);
      await stage.say(ada, id, '> quote\n- one\n1. two\n```\nblock\n```');
      const desk = await stage.sit(ada, { colorScheme, reducedMotion: 'reduce' });
      await desk.open(ben);
      const scan = async (state: string) => {
        const { violations } = await new AxeBuilder({ page: desk.page }).analyze();
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect.soft(grave.map(({ id: rule, nodes }) => [state, rule, ...nodes.map(({ html }) => html)])).toEqual([]);
      };
      await desk.page.getByRole('button', { name: 'Formatting' }).click();
      await desk.composer.fill('Hi @be');
      await expect(desk.page.getByRole('option', { name: ben.name }).last()).toBeVisible();
      await desk.composer.press('ArrowDown');
      await scan('names');
      await desk.composer.fill('');
      await desk.page.getByRole('button', { name: 'Emoji', exact: true }).click();
      await expect(desk.page.getByRole('gridcell').first()).toBeVisible();
      await desk.page.keyboard.press('ArrowDown');
      await scan('emoji');
      await desk.page.keyboard.press('Escape');
      await expect(desk.page.getByRole('gridcell')).toHaveCount(0);
      await desk.composer.press('ArrowUp');
      await expect(desk.page.locator('.ntr-composer__mode')).toBeVisible();
      await scan('edit');
      await desk.composer.press('Escape');
      await expect(desk.page.locator('.ntr-composer__mode')).toHaveCount(0);
      await desk.composer.fill('later');
      await desk.page.getByRole('button', { name: 'Formatting' }).click();
      await desk.page.getByRole('button', { name: 'Schedule…' }).click();
      await desk.page.getByRole('radio', { name: 'Another time' }).check();
      await scan('schedule');
      await desk.page.getByRole('radio', { name: /In an hour/ }).check();
      await desk.page.getByRole('button', { name: 'Schedule', exact: true }).click();
      await desk.page.getByRole('button', { name: '1 message scheduled' }).click();
      await desk.page.getByRole('button', { name: 'Change' }).click();
      await scan('scheduled');
    });
  }
});

test.describe('Hostile text', () => {
  test('towers of accents, turned-round addresses and invisible words do no harm', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'before']]);
    const tower = `Z${'\u0301\u0353\u0360'.repeat(300)}`;
    await stage.say(ben, id, tower);
    await stage.say(ben, id, 'https://evil.example/\u202emoc.knab//:sptth *\u202eend*');
    await stage.say(ben, id, '*'.repeat(900));
    await stage.say(ben, id, 'after');
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await expect(desk.message('after')).toBeVisible();
    const box = await desk.messages.nth(1).boundingBox();
    expect(box?.height).toBeLessThan(400);
    const link = desk.log.getByRole('link');
    await expect(link).toHaveCount(1);
    expect(await link.textContent()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    await expect(link).toHaveAttribute('href', /^https:\/\/evil\.example\//);
    // Nothing is wider than its pane.
    const overflow = await desk.log.evaluate((each) => each.scrollWidth - each.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);

    await desk.composer.fill('\u200b\u2060\u3164');
    await desk.composer.press('Enter');
    await expect(desk.page.getByRole('alert')).toContainText('nothing to be seen');
    await expect(desk.composer).toHaveValue('\u200b\u2060\u3164');
  });
});
