import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
const toasts = (page: Page) => page.locator('.ntr-toast__message');

test.describe('Notices in the app', () => {
  test('a message elsewhere is shown, leads there, and never lies over its own conversation', async ({ stage }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    const withBen = await stage.talk(ada, ben, [[ben, 'Hello']]);
    await stage.talk(ada, cleo, [[cleo, 'Tea?']]);
    const desk = await stage.sit(ada, PHONE);
    const { page } = desk;
    await desk.open(cleo);
    await stage.say(ben, withBen, 'Are you there?');
    await expect(toasts(page)).toContainText('Are you there?');
    await toasts(page).tap();
    await expect(desk.composer).toHaveAccessibleName(`Message to ${ben.name}`);
    await expect(toasts(page)).toHaveCount(0);
    await stage.say(ben, withBen, 'In sight');
    await desk.expectTexts(['Hello', 'Are you there?', 'In sight']);
    await expect(toasts(page)).toHaveCount(0);

    // By the list instead of the toast: it goes with the opening, too.
    await page.getByRole('button', { name: 'Back to conversations' }).tap();
    await stage.say(ben, withBen, 'And now?');
    await expect(toasts(page)).toContainText('And now?');
    await desk.row(ben).tap();
    await desk.expectTexts(['Hello', 'Are you there?', 'In sight', 'And now?']);
    await expect(toasts(page)).toHaveCount(0);
  });

  test('a mention stands out', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Hello']]);
    const desk = await stage.sit(ada);
    await expect(desk.row(ben)).toBeVisible();
    const body = {
      clientId: randomUUID(),
      type: 'text',
      content: '@Ada, look',
      mentions: [{ userId: ada.id, start: 0, end: 4 }],
    };
    await stage.house.as(ben.id, 'POST', `/conversations/${id}/messages`, body);
    await expect(toasts(desk.page)).toContainText(`${ben.name} mentioned you`);
    await expect(desk.page.locator('[role=status][aria-live=polite]')).toHaveText(`${ben.name} mentioned you`);
  });

  test('[TAB-3] of several tabs one tells it', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ada, 'Hello']]);
    const context = await stage.browser();
    // A notice stays for seconds, which a look at one tab after the other may miss: each tab notes how many it showed at once.
    await context.addInitScript(() => {
      const shown: Record<string, number> = {};
      Reflect.set(window, 'shown', shown);
      new MutationObserver(() => {
        const texts = [...document.querySelectorAll('.ntr-toast__message')].map((each) => each.textContent ?? '');
        for (const text of texts)
          shown[text] = Math.max(shown[text] ?? 0, texts.filter((each) => each === text).length);
      }).observe(document, { childList: true, characterData: true, subtree: true });
    });
    const desks = [await stage.sit(ada, context), await stage.sit(ada, context), await stage.sit(ada, context)];
    for (const desk of desks) await expect(desk.row(ben)).toBeVisible();
    await stage.say(ben, id, 'Only once');
    for (const desk of desks) await expect(desk.row(ben)).toContainText('Only once');
    const shown = async (words: string) => {
      const ofTab = ({ page }: Desk) =>
        page.evaluate(() => Object.entries(Reflect.get(window, 'shown') as Record<string, number>));
      const all = (await Promise.all(desks.map(ofTab))).flat();
      return all.reduce((sum, [text, count]) => sum + (text.includes(words) ? count : 0), 0);
    };
    await expect.poll(() => shown('Only once')).toBe(1);
    await stage.say(ben, id, 'And once more');
    for (const desk of desks) await expect(desk.row(ben)).toContainText('And once more');
    await expect.poll(() => shown('And once more')).toBe(1);
    expect(await shown('Only once')).toBe(1);
  });

  test('the icon of the app shows what is unread, nothing of what is muted, and nothing after signing out', async ({
    stage,
  }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    const withBen = await stage.talk(ada, ben, [[ben, 'One']]);
    const withCleo = await stage.talk(ada, cleo, [[ada, 'Hello']]);
    await stage.house.as(ada.id, 'PATCH', `/conversations/${withCleo}`, { mutedUntil: '2999-01-01T00:00:00.000Z' });
    const context = await stage.browser();
    await context.addInitScript(() => {
      const shown: (number | null)[] = [];
      Reflect.set(window, 'badges', shown);
      Object.assign(navigator, {
        setAppBadge: async (count?: number) => void shown.push(count ?? 0),
        clearAppBadge: async () => void shown.push(null),
      });
    });
    const desk = await stage.sit(ada, context);
    const badge = () => desk.page.evaluate(() => (Reflect.get(window, 'badges') as (number | null)[]).at(-1));
    await expect.poll(badge).toBe(1);
    await stage.say(cleo, withCleo, 'Psst');
    await stage.say(ben, withBen, 'Two');
    await expect(desk.row(cleo).getByText('1 unread message')).toBeAttached();
    await expect.poll(badge).toBe(2);
    await desk.open(ben);
    await expect.poll(badge).toBe(null);
    // What was read is told a moment later, and would take back a mark that came before it.
    const readByOthers = async () => {
      const seen = await stage.house.as(ben.id, 'GET', `/conversations/${withBen}`);
      return (seen as { readonly othersReadSeq: number }).othersReadSeq;
    };
    await expect.poll(readByOthers).toBe(2);
    await stage.house.as(ada.id, 'PATCH', `/conversations/${withBen}`, { markedUnread: true });
    // A dot: nothing to count.
    await expect.poll(badge).toBe(0);
    await desk.page.getByRole('button', { name: 'Settings' }).click();
    await desk.page.getByRole('button', { name: 'Sign out' }).click();
    await expect.poll(badge).toBe(null);
  });

  test('the sound can be switched off, and makes none before one has touched the page', { tag: '@all' }, async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ada, 'Hello']]);
    const context = await stage.browser();
    await context.addInitScript(() => {
      const start = OscillatorNode.prototype.start;
      Reflect.set(window, 'notes', 0);
      OscillatorNode.prototype.start = function play(...args) {
        Reflect.set(window, 'notes', Reflect.get(window, 'notes') + 1);
        return start.apply(this, args);
      };
      // Looking at a page from a test counts as touching it; so the test says when somebody has.
      const activation = { hasBeenActive: false };
      Reflect.set(window, 'activation', activation);
      Object.defineProperty(navigator, 'userActivation', { value: activation });
    });
    const desk = await stage.sit(ada, context);
    const { page } = desk;
    await expect(desk.row(ben)).toBeVisible();
    const notes = () => page.evaluate(() => Reflect.get(window, 'notes') as number);
    await stage.say(ben, id, 'Nobody has touched anything');
    await expect(toasts(page)).toContainText('Nobody has touched');
    expect(await notes()).toBe(0);
    await page.evaluate(() => Object.assign(Reflect.get(window, 'activation'), { hasBeenActive: true }));
    await stage.say(ben, id, 'Now it sounds');
    await expect.poll(notes).toBe(2);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('switch', { name: 'Sound for new messages' }).click();
    await page.keyboard.press('Escape');
    await stage.say(ben, id, 'Quiet');
    await expect(toasts(page)).toContainText('Quiet');
    expect(await notes()).toBe(2);
  });
});
