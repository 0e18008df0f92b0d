import type { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

const LONG = Array.from({ length: 60 }, (_, line) => `Line ${line + 1} of a long letter`).join('\n');
const topOf = (desk: Desk, seq: number) =>
  desk.page.locator(`[data-seq="${seq}"]`).evaluate((each) => each.getBoundingClientRect().top);

test.describe('The place one reads at', () => {
  test('stays to the pixel when something above it is deleted, or gets its height late', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 20 });
    await stage.say(ben, id, LONG);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 60 });
    await stage.house.as(ada.id, 'PUT', `/conversations/${id}/read`, { seq: 81 });
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await expect(desk.page.locator('[data-seq="81"]')).toBeInViewport();
    // What is to change above must be on the page: whoever scrolls up there makes it come.
    const first = desk.page.locator('[data-seq="21"]');
    await expect(async () => {
      await desk.page.locator('.ntr-messages__box').evaluate((box) => box.scrollTo(0, 0));
      await expect(first).toBeAttached({ timeout: 1_000 });
    }).toPass();
    await desk.page.locator('[data-seq="45"]').evaluate((each) => each.scrollIntoView());
    await expect(desk.page.getByRole('button', { name: 'Go to the newest message' })).toBeVisible();
    const seen = desk.page.locator('[data-seq="47"]');
    const top = await desk.restOf(seen);

    const page = (await stage.house.as(ben.id, 'GET', `/conversations/${id}/messages?around=21&limit=1`)) as {
      items: readonly { id: string }[];
    };
    await stage.house.as(ben.id, 'DELETE', `/conversations/${id}/messages/${page.items[0]?.id}?for=everyone`);
    await expect(first).toContainText('This message was deleted');
    expect(Math.abs((await desk.restOf(seen)) - top)).toBeLessThanOrEqual(0.5);

    await desk.page.locator('[data-seq="40"]').evaluate(async (each: HTMLElement) => {
      each.style.paddingBlockStart = '317px';
      for (let frames = 0; frames < 3; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
    expect(Math.abs((await desk.restOf(seen)) - top)).toBeLessThanOrEqual(0.5);
  });

  test('of the first unread message is a fifth below the top, whatever height the text above it turns out to have', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 40 });
    for (let letter = 0; letter < 3; letter += 1) await stage.say(ben, id, LONG);
    await stage.house.as(ada.id, 'PUT', `/conversations/${id}/read`, { seq: 43 });
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 40 });
    const desk = await stage.sit(ada);
    await desk.open(ben);
    const divider = desk.page.locator('[data-unread-divider]');
    const share = () =>
      divider.evaluate((each) => {
        const box = each.closest('.ntr-messages__box')?.getBoundingClientRect() ?? new DOMRect();
        return (each.getBoundingClientRect().top - box.top) / box.height;
      });
    await expect.poll(share).toBeCloseTo(0.2, 2);
    // And it stays there when everything around it has been drawn.
    await desk.page.evaluate(async () => {
      for (let frames = 0; frames < 10; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
    expect(await share()).toBeCloseTo(0.2, 2);
  });

  test('goes with the keys: what they lead to is on the screen, also on the first steps away from the end', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 45 });
    await stage.house.as(ada.id, 'PUT', `/conversations/${id}/read`, { seq: 45 });
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.goTo(desk.messages.last());
    for (let seq = 44; seq > 20; seq -= 1) {
      await desk.page.keyboard.press('ArrowUp');
      const message = desk.page.locator(`[data-seq="${seq}"]`);
      await expect(message).toBeFocused();
      await expect(message).toBeInViewport({ ratio: 0.9 });
    }
    await desk.page.keyboard.press('End');
    await expect(desk.messages.last()).toBeInViewport({ ratio: 0.9 });
    await desk.page.keyboard.press('Home');
    await expect(desk.messages.first()).toBeFocused();
    await expect(desk.messages.first()).toBeInViewport({ ratio: 0.9 });
  });

  test('stays the end when what stands there grows while the thread is still scrolling to it', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 40 });
    await stage.house.as(ada.id, 'PUT', `/conversations/${id}/read`, { seq: 40 });
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await expect(desk.page.locator('[data-seq="40"]')).toBeInViewport();
    const below = await desk.page.locator('[data-seq="40"]').evaluate(async (each: HTMLElement) => {
      const box = each.closest('.ntr-messages__box');
      if (box === null) throw new Error('There is no thread.');
      each.style.paddingBlockEnd = '150px';
      // What its own scrolling tells comes before what the change of size tells.
      box.dispatchEvent(new Event('scroll'));
      for (let frames = 0; frames < 3; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      return box.scrollHeight - box.clientHeight - box.scrollTop;
    });
    expect(below).toBeLessThanOrEqual(1);
  });

  test('a long text opens and closes by key without moving its beginning, also at the end of the thread', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 20 });
    await stage.say(ben, id, LONG);
    await stage.house.as(ada.id, 'PUT', `/conversations/${id}/read`, { seq: 21 });
    const desk = await stage.sit(ada);
    await desk.open(ben);
    const letter = desk.page.locator('[data-seq="21"]');
    const more = letter.getByRole('button', { name: 'Read more' });
    await expect(more).toBeInViewport();
    await expect(more).toHaveAttribute('aria-expanded', 'false');
    const top = await desk.restOf(letter);
    await more.focus();
    await desk.page.keyboard.press('Enter');
    await expect(letter).toContainText('Line 60');
    expect(Math.abs((await desk.restOf(letter)) - top)).toBeLessThanOrEqual(0.5);

    const less = letter.getByRole('button', { name: 'Show less' });
    await expect(less).toBeFocused();
    await less.scrollIntoViewIfNeeded();
    expect(await topOf(desk, 21)).toBeLessThan(0);
    await desk.page.keyboard.press('Enter');
    await expect(letter).not.toContainText('Line 60');
    // Its beginning is on the screen again, and so is what was pressed.
    await expect(letter.getByText('Line 1 of a long letter')).toBeInViewport();
    await expect(more).toBeInViewport();
  });
});
