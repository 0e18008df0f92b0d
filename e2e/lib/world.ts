import { randomUUID } from 'node:crypto';
import { type BrowserContext, type BrowserContextOptions, test as base, expect } from '@playwright/test';
import { Desk } from './desk.ts';
import { House } from './house.ts';
import { newPerson, type Person } from './people.ts';
import { slowDown } from './slow.ts';

/** What every browser of the journeys says of itself; a test may change it. */
const BROWSER: BrowserContextOptions = {
  locale: 'en-GB',
  timezoneId: 'Europe/Berlin',
  viewport: { width: 1280, height: 800 },
  colorScheme: 'light',
};

/** Words of the console that are no fault: the browser itself says them when a server is away or refuses. */
const EXPECTED_WORDS = /Failed to load resource|WebSocket connection to|ERR_(CONNECTION|INTERNET|NETWORK|FAILED)/;

/** One test's part of the world: people nobody has met, and browsers for them. */
export class Stage {
  readonly house: House;
  /** Errors of pages that nobody caught, and what the security policy refused; a test with one of them has failed. */
  readonly faults: string[] = [];
  private readonly people: Person[] = [];
  private readonly newContext: (options: BrowserContextOptions) => Promise<BrowserContext>;

  constructor(house: House, newContext: Stage['newContext']) {
    this.house = house;
    this.newContext = newContext;
  }

  /** Makes people, known to the server and offered by the sign-in page. */
  async cast<const Names extends readonly string[]>(...names: Names): Promise<{ [Key in keyof Names]: Person }> {
    return (await this.castNamed(names.map(newPerson))) as { [Key in keyof Names]: Person };
  }

  /** The same with whole names given. */
  async castNamed(people: readonly Person[]): Promise<readonly Person[]> {
    await this.house.pushPeople(people.map(({ id, name }) => ({ id, displayName: name })));
    this.people.push(...people);
    await this.house.openDoorFor(
      this.people.map(({ id, name }) => ({
        userId: id,
        displayName: name,
        avatarUrl: null,
        about: 'Lives in the village',
        locale: 'en',
      })),
    );
    return people;
  }

  /** A browser of one's own, as far as a server can tell. */
  async browser(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.newContext({ ...BROWSER, ...options });
    this.watch(context);
    return context;
  }

  /** The same, which takes no service worker, as in a private window. */
  async browserWithoutWorker(): Promise<BrowserContext> {
    const context = await this.browser();
    await context.addInitScript(() => {
      if (!('serviceWorker' in navigator)) return;
      navigator.serviceWorker.register = () => Promise.reject(new DOMException('None here', 'SecurityError'));
    });
    return context;
  }

  /** Errors of its pages count as faults of the test. */
  watch(context: BrowserContext): void {
    context.on('weberror', (error) => this.faults.push(String(error.error())));
    context.on('console', (said) => {
      if (said.type() === 'error' && !EXPECTED_WORDS.test(said.text())) this.faults.push(said.text());
    });
  }

  /** Sits somebody down in front of a browser, signed in; of their own unless one is given. */
  async sit(person: Person, options: BrowserContextOptions | BrowserContext = {}): Promise<Desk> {
    const context = 'newPage' in options ? options : await this.browser(options);
    const desk = new Desk(await context.newPage(), person);
    await desk.signIn(this.house.url);
    return desk;
  }

  /** A conversation of two, with what they said: lines are `[who, text]`. Answers its id. */
  async talk(one: Person, other: Person, lines: readonly (readonly [Person, string])[] = []): Promise<string> {
    const id = idOf(await this.house.as(one.id, 'POST', '/conversations', { type: 'direct', participantId: other.id }));
    for (const [who, content] of lines) await this.say(who, id, content);
    return id;
  }

  /** Sends by REST, as another device of this person would. */
  async say(who: Person, conversationId: string, content: string): Promise<void> {
    const body = { clientId: randomUUID(), type: 'text', content };
    await this.house.as(who.id, 'POST', `/conversations/${conversationId}/messages`, body);
  }

  /** What the server has in this conversation, in order. */
  async stored(who: Person, conversationId: string): Promise<string[]> {
    const page = await this.house.as(who.id, 'GET', `/conversations/${conversationId}/messages?limit=100`);
    const items = (page as { items: readonly { content: string }[] }).items;
    return items.map(({ content }) => content);
  }
}

function idOf(answer: unknown): string {
  return String((answer as { id: string }).id);
}

export const test = base.extend<{ stage: Stage }, { house: House }>({
  house: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for an object pattern.
    async ({}, use) => {
      const house = await House.open();
      await use(house);
      await house.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  stage: async ({ house, browser }, use) => {
    if (!house.isRunning) await house.start();
    const contexts: BrowserContext[] = [];
    const stage = new Stage(house, async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      await slowDown(context);
      return context;
    });
    await use(stage);
    for (const context of contexts) await context.close();
    expect(stage.faults).toEqual([]);
  },
});

export { expect };
