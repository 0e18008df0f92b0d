import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import type { Person } from './people.ts';

/** One person in front of one tab: what they see and do. */
export class Desk {
  readonly page: Page;
  readonly person: Person;

  constructor(page: Page, person: Person) {
    this.page = page;
    this.person = person;
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  /** Through the sign-in page, until the inbox is there. */
  async signIn(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.getByRole('button', { name: `Continue as ${this.person.name}`, exact: true }).click();
    await expect(this.inboxTitle).toBeVisible();
  }

  get inboxTitle(): Locator {
    return this.page.getByRole('heading', { name: 'Messages', exact: true });
  }

  row(of: Person): Locator {
    return this.page.getByRole('option').filter({ has: this.page.getByText(of.name, { exact: true }) });
  }

  get composer(): Locator {
    return this.page.locator('#ntr-composer');
  }

  get messages(): Locator {
    return this.page.locator('article.ntr-message');
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  message(text: string): Locator {
    return this.messages.filter({ has: this.page.locator('.ntr-message__text', { hasText: text }) });
  }

  /** Gives a message the focus. Before it stands in its place it is hidden, and takes none. */
  async goTo(message: Locator): Promise<void> {
    await expect(message).toBeVisible();
    await message.focus();
    await expect(message).toBeFocused();
  }

  /** Opens the menu of a message by key. It has the focus then, so that the next key is for it. */
  async openMenu(text: string): Promise<Locator> {
    await this.goTo(this.message(text));
    await this.page.keyboard.press('Enter');
    return this.expectMenu();
  }

  /** Waits until a menu is open and has the focus: the key that asks for it may be ahead of its download. */
  async expectMenu(name?: string): Promise<Locator> {
    const menu = this.page.getByRole('menu', name === undefined ? {} : { name });
    await expect(menu.locator(':focus')).toBeVisible();
    return menu;
  }

  /** Chooses from the menu of a message, by the keyboard's way. */
  async choose(text: string, item: string | RegExp): Promise<void> {
    const menu = await this.openMenu(text);
    await menu.getByRole('menuitem', { name: item }).click();
  }

  /** Chooses who is found, by Enter, which does nothing before the search has settled; pressed twice it would take them back. */
  async takeFound(found: Locator): Promise<void> {
    const taken = found.and(this.page.locator('[aria-selected=true]'));
    await expect(async () => {
      if ((await taken.count()) === 0) await this.page.keyboard.press('Enter');
      await expect(taken).toHaveCount(1, { timeout: 2_000 });
    }).toPass();
  }

  /** Where this stands on the screen (px from the top), once nothing scrolls it any more. */
  restOf(each: Locator): Promise<number> {
    return each.evaluate(async (element) => {
      let [top, still] = [Number.NaN, 0];
      while (still < 6) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = element.getBoundingClientRect().top;
        still = now === top ? still + 1 : 0;
        top = now;
      }
      return top;
    });
  }

  /** Moves the wheel over the messages, downwards unless negative, and waits until they are at rest again. */
  async wheel(distance: number): Promise<void> {
    const content = this.log.locator('.ntr-messages__content');
    const before = await this.restOf(content);
    await this.log.hover();
    await this.page.mouse.wheel(0, distance);
    await expect.poll(() => this.restOf(content)).not.toBe(before);
  }

  /** Waits for the tools of the message box, which come a moment after it: keys that format, complete and change are theirs. */
  async expectTools(): Promise<void> {
    await expect(this.composer).toHaveAttribute('aria-autocomplete', 'list');
  }

  /** The banner that says what is wrong with the connection; one of the two places is on the screen. */
  get banner(): Locator {
    return this.page.locator('.ntr-connection').filter({ visible: true });
  }

  /** Does not wait for the next attempt to connect, unless the connection came back by itself meanwhile. */
  async hurry(): Promise<void> {
    const again = this.banner.getByRole('button', { name: 'Try again' });
    if (!(await again.isVisible())) return;
    await again.click({ timeout: 2_000 }).catch(() => {
      // Gone between the look and the press: it is back.
    });
  }

  async open(other: Person): Promise<void> {
    await this.row(other).click();
    await expect(this.composer).toHaveAccessibleName(`Message to ${other.name}`);
  }

  /** Goes on typing until it is seen there: a server under pressure drops what is of the moment, and the next key tells it again. */
  async typeUntilSeen(text: string, there: Locator): Promise<void> {
    await expect(async () => {
      await this.composer.pressSequentially(text);
      await expect(there).toBeAttached({ timeout: 3_000 });
    }).toPass();
  }

  async write(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      await this.composer.fill(text);
      await this.composer.press('Enter');
      await expect(this.composer).toHaveValue('');
    }
  }

  /** The words of the messages on the page, from top to bottom. */
  texts(): Promise<string[]> {
    return this.messages.evaluateAll((all) =>
      all.map((each) => {
        const words = each.querySelector('.ntr-message__text')?.cloneNode(true);
        if (!(words instanceof Element)) return '';
        words.querySelector('.ntr-message__meta')?.remove();
        return words.textContent ?? '';
      }),
    );
  }

  /** Waits until exactly these messages stand in the thread, in this order, each once. */
  async expectTexts(texts: readonly string[]): Promise<void> {
    await expect.poll(() => this.texts(), { timeout: 45_000 }).toEqual(texts);
  }

  /** Waits until the newest of the own messages is this far: `Waiting to be sent`, `Sent`, `Delivered`, `Read`. */
  async expectTick(status: string | RegExp): Promise<void> {
    await expect(this.page.locator('article[data-own] .ntr-ticks').last()).toHaveAccessibleName(status);
  }

  /** Waits until the service worker serves this page, so that a reload works without the server. */
  async expectShellKept(): Promise<void> {
    const isServed = () => this.page.evaluate(() => navigator.serviceWorker.controller !== null);
    await expect.poll(isServed, { timeout: 60_000 }).toBe(true);
  }

  /** Waits until the disk of this device has all of these words, wherever it keeps them. */
  async expectOnDisk(...words: readonly string[]): Promise<void> {
    const missing = () =>
      this.page.evaluate(async (wanted) => {
        const asked = <T>(request: IDBRequest<T>) =>
          new Promise<T>((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
        let kept = '';
        for (const { name } of await indexedDB.databases()) {
          const database = await asked(indexedDB.open(name ?? ''));
          for (const store of database.objectStoreNames)
            kept += JSON.stringify(await asked(database.transaction(store).objectStore(store).getAll()));
          database.close();
        }
        return wanted.filter((each) => !kept.includes(each));
      }, words);
    await expect.poll(missing).toEqual([]);
  }

  /** Waits until all that this page downloads by need has been downloaded, so that it is there when the connection goes. */
  async expectFetchedAhead(): Promise<void> {
    const parts = [
      'message-menu',
      'settings-dialog',
      'conversation-tools',
      'new-conversation-page',
      'dialogs',
      'find-links',
      'composer-tools',
      'emoji-picker',
      'life',
      'offer-again',
      'sign-in-page',
    ];
    const missing = () =>
      this.page.evaluate((names) => {
        const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
        return names.filter((each) => !fetched.some((name) => name.includes(`/assets/${each}-`)));
      }, parts);
    await expect.poll(missing, { timeout: 45_000 }).toEqual([]);
  }

  /** Waits until nothing is left to be sent and the connection stands. */
  async expectCalm(): Promise<void> {
    await expect(this.banner).toHaveCount(0);
    await expect(this.page.locator('[data-status=queued], [data-status=sending]')).toHaveCount(0);
  }
}
