import { expect, test } from './lib/bookstore.ts';
import { Desk } from './lib/desk.ts';

declare global {
  interface Window {
    /** Keys that reached the page and were free. */
    reached: string[];
  }
}

/** What pages and browsers use. */
const HOSTS = ['Control+k', 'Meta+k', 'Control+f', 'Control+/', 'Alt+n', 'Control+j', 'Control+z'];
const SIGNS = ['/', '?', 'g', 'r', 'e', 'ArrowDown', 'ArrowUp', 'Home'];

test.describe('Keys of a page that embeds messages', () => {
  test('stay the page’s, outside of the kit all of them, inside those that it has no use for', {
    tag: ['@all'],
  }, async ({ store, visits }) => {
    const { page } = await visits.comeIn('Priya Raman');
    await page.goto(`${store.url}/messages`);
    const desk = new Desk(page, { id: 'priya', name: 'Priya Raman' });
    await page.getByRole('option').first().click();
    await expect(desk.composer).toBeFocused();
    await page.evaluate(() => {
      window.reached = [];
      window.addEventListener('keydown', (event) => {
        if (!event.defaultPrevented) window.reached.push(event.key);
        // As a page does that has its own use for it.
        if (event.ctrlKey || event.metaKey || event.altKey) event.preventDefault();
      });
    });
    const place = page.url();
    const reach = async (keys: readonly string[]) => {
      const missing: string[] = [];
      for (const key of keys) {
        await page.evaluate(() => {
          window.reached.length = 0;
        });
        await page.keyboard.press(key);
        const name = key.split('+').at(-1) ?? '';
        if (!(await page.evaluate(() => window.reached)).includes(name)) missing.push(key);
      }
      return missing;
    };

    // Outside: a link of the shop's.
    await page.getByRole('navigation', { name: 'The shop' }).getByRole('link').first().focus();
    expect(await reach([...HOSTS, ...SIGNS])).toEqual([]);
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await desk.composer.focus();
    expect(await reach(HOSTS)).toEqual([]);
    await desk.goTo(page.getByRole('option').first());
    expect(await reach([...HOSTS, '/', 'g'])).toEqual([]);
    await desk.goTo(desk.messages.last());
    expect(await reach([...HOSTS, '/', 'g'])).toEqual([]);
    // What the kit has for itself it has here.
    expect(await reach(['ArrowUp'])).toEqual(['ArrowUp']);
    expect(page.url()).toBe(place);
  });
});
