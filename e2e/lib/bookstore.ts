import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type APIRequestContext,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from '@playwright/test';
import { slowDown } from './slow.ts';

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** Starting includes making a database (ms). */
const PATIENCE_MS = 60_000;

/** The bookstore as `npm start -- --edition bookstore` starts it, on a free port and in a folder of its own. */
export class Bookstore {
  url = '';
  private readonly folder = mkdtempSync(join(tmpdir(), 'natter-bookstore-'));
  private process: ChildProcess | null = null;
  private said = '';

  static async open(): Promise<Bookstore> {
    const store = new Bookstore();
    await store.start('0');
    return store;
  }

  /** Starts it; resolves when it says that it is open. */
  async start(port: string): Promise<void> {
    const child = spawn(process.execPath, [inRoot('tools/start.mjs'), '--edition', 'bookstore', '--port', port], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NATTER_DATA_DIR: join(this.folder, 'data'),
        // Those that the run began with, whoever builds meanwhile.
        SHOP_PAGES: process.env['JOURNEY_SHOP_PAGES'] ?? '',
      },
    });
    this.process = child;
    this.said = '';
    this.url = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`It did not open:\n${this.said}`)), PATIENCE_MS);
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
        const [, url] = /is open: (http:\S+)/.exec(this.said) ?? [];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
      child.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${this.said}`)));
    });
  }

  /** Ctrl-C. Answers the exit code and all it said. */
  async stop(): Promise<{ code: number | null; said: string }> {
    const child = this.process;
    if (child === null) return { code: null, said: this.said };
    this.process = null;
    if (child.exitCode !== null) return { code: child.exitCode, said: this.said };
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
    return { code: child.exitCode, said: this.said };
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What every browser of these journeys says of itself. */
const BROWSER: BrowserContextOptions = {
  locale: 'en-GB',
  timezoneId: 'Europe/Berlin',
  colorScheme: 'light',
};
export const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desk: { width: 1440, height: 900 },
} as const;

/** Words of the console that are no fault: the browser itself says them when a server is away or refuses. */
const EXPECTED_WORDS = /Failed to load resource|WebSocket connection to|ERR_(CONNECTION|INTERNET|NETWORK|FAILED)/;

/** A browser with somebody in it. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
}

export interface Visits {
  /** Comes in through the demo's door as this member (null: without being anybody), in a browser of one's own. */
  comeIn(name: string | null, options?: BrowserContextOptions): Promise<Visitor>;
}

/** Asks the shop for a token of whoever is signed in here. */
export async function tokenOf({ request }: { readonly request: APIRequestContext }, url: string): Promise<string> {
  const answer: unknown = await (await request.post(`${url}/shop/messaging-token`, { data: {} })).json();
  return String(Reflect.get(Object(answer), 'token'));
}

export const test = base.extend<{ visits: Visits }, { store: Bookstore }>({
  store: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for an object pattern.
    async ({}, use) => {
      const store = await Bookstore.open();
      await use(store);
      await store.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  visits: async ({ store, browser }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    await use({
      comeIn: async (name, options = {}) => {
        const context = await browser.newContext({ ...BROWSER, viewport: SIZES.desk, ...options });
        contexts.push(context);
        await slowDown(context);
        context.on('weberror', (error) => faults.push(String(error.error())));
        context.on('console', (said) => {
          if (said.type() === 'error' && !EXPECTED_WORDS.test(said.text())) faults.push(said.text());
        });
        const page = await context.newPage();
        if (name === null) return { page, context };
        await page.goto(`${store.url}/sign-in`);
        await page.getByRole('button', { name }).click();
        await expect(page.getByRole('link', { name: `Your profile, ${name}` })).toBeVisible();
        return { page, context };
      },
    });
    for (const context of contexts) await context.close();
    expect(faults).toEqual([]);
  },
});

export { expect };
