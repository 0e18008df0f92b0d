import { expect, test } from './lib/world.ts';

test.describe('Text', () => {
  test('links are links, markup stays text, and a script is neither', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Show me']]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);
    const markup = '<img src=x onerror="window.hacked=1"><b>bold</b> &amp;';
    await desk.write('See https://example.org/a?b=1&c=2.', 'javascript:alert(1) data:text/html,hi', markup);

    await other.expectTexts([
      'Show me',
      'See https://example.org/a?b=1&c=2.',
      'javascript:alert(1) data:text/html,hi',
      markup,
    ]);
    const links = other.log.getByRole('link');
    await expect(links).toHaveCount(1);
    await expect(links).toHaveAttribute('href', 'https://example.org/a?b=1&c=2');
    await expect(links).toHaveAttribute('rel', /noopener/);
    await expect(other.log.locator('img, b, strong')).toHaveCount(0);
    expect(await other.page.evaluate(() => 'hacked' in window)).toBe(false);
    // The inbox shows the same words.
    await expect(other.row(ada)).toContainText(markup);
  });

  test('a message reads in the direction of its own language', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [
      [ben, 'שלום, מה שלומך?'],
      [ben, 'Fine: شكرا'],
    ]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    const direction = (text: string) =>
      desk
        .message(text)
        .locator('.ntr-message__text')
        .evaluate((each) => getComputedStyle(each).direction);
    expect(await direction('שלום')).toBe('rtl');
    expect(await direction('Fine')).toBe('ltr');
    await desk.composer.fill('תודה');
    expect(await desk.composer.evaluate((each) => getComputedStyle(each).direction)).toBe('rtl');
  });

  test('a name is a name, whatever is in it', async ({ stage }) => {
    const [ada] = await stage.cast('Ada');
    const suffix = ada.name.split(' ')[1] ?? '';
    const [eve] = await stage.castNamed([
      { id: `eve-${suffix.toLowerCase()}`, name: `<b onclick="window.hacked=1">Eve</b> & "${suffix}"` },
    ]);
    if (eve === undefined) throw new Error('Nobody was made.');
    await stage.talk(ada, eve, [[eve, 'Nice to meet you']]);
    const desk = await stage.sit(ada);
    await desk.open(eve);
    await expect(desk.page.getByRole('heading', { name: eve.name, level: 1 })).toBeVisible();
    await expect(desk.page.locator('.ntr-root b')).toHaveCount(0);
    expect(await desk.page.evaluate(() => 'hacked' in window)).toBe(false);
  });
});
