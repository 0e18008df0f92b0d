import type { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

const box = (desk: Desk) => desk.page.locator('.ntr-messages__box');
const seqs = (desk: Desk) =>
  desk.page.locator('[data-seq]').evaluateAll((all) => all.map((each) => Number(each.getAttribute('data-seq'))));
const distanceToEnd = (desk: Desk) =>
  box(desk).evaluate((each) => Math.round(each.scrollHeight - each.scrollTop - each.clientHeight));

/** Scrolls towards the top and answers which message is the first on the screen, and where it stands. */
function scrollUp(desk: Desk) {
  return box(desk).evaluate((scroller) => {
    scroller.scrollTop = Math.min(scroller.scrollTop, 300);
    const { top } = scroller.getBoundingClientRect();
    const first = [...scroller.querySelectorAll('[data-seq]')].find(
      (each) => each.getBoundingClientRect().bottom > top,
    );
    return { seq: Number(first?.getAttribute('data-seq')), top: first?.getBoundingClientRect().top ?? Number.NaN };
  });
}

const topOf = (desk: Desk, seq: number) =>
  desk.page.locator(`[data-seq="${seq}"]`).evaluate((each) => each.getBoundingClientRect().top);

test.describe('Reading', () => {
  test('a conversation opens at the first unread message, under a divider that stays for the visit', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 100 });
    await stage.house.as(ben.id, 'PUT', `/conversations/${id}/read`, { seq: 50 });
    const desk = await stage.sit(ben);
    await expect(desk.row(ada).getByText('30 unread messages')).toBeAttached();
    await desk.open(ada);
    const divider = desk.page.getByText('30 unread messages').last();
    await expect(divider).toBeInViewport();
    await expect(desk.message('Message 51')).toBeInViewport();
    await expect(desk.message('Message 100')).not.toBeInViewport();

    await desk.page.getByRole('button', { name: 'Go to the newest message' }).click();
    await expect(desk.message('Message 100')).toBeInViewport();
    await expect(desk.row(ada).getByText(/unread message/)).toHaveCount(0);
    await expect(desk.page).toHaveTitle('Natter');
    await expect(desk.page.locator('[data-unread-divider]')).toHaveCount(1);
  });

  test('what arrives while one reads further up moves nothing, and is counted on the button that leads to it', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 45 });
    await stage.house.as(ada.id, 'PUT', `/conversations/${id}/read`, { seq: 45 });
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await expect(desk.message('Message 45')).toBeInViewport();
    await desk.wheel(-900);
    await expect(desk.page.getByRole('button', { name: 'Go to the newest message' })).toBeVisible();
    const { seq, top } = await box(desk).evaluate((scroller) => {
      const edge = scroller.getBoundingClientRect().top;
      const first = [...scroller.querySelectorAll('[data-seq]')].find(
        (each) => each.getBoundingClientRect().top > edge,
      );
      return { seq: Number(first?.getAttribute('data-seq')), top: first?.getBoundingClientRect().top };
    });
    await stage.say(ben, id, 'New below');
    await stage.say(ben, id, 'And another');
    const jump = desk.page.getByRole('button', { name: 'Go to 2 new messages' });
    await expect(jump).toBeVisible();
    expect(await desk.restOf(desk.page.locator(`[data-seq="${seq}"]`))).toBe(top);
    await jump.click();
    await expect(desk.message('And another')).toBeInViewport();
    await expect(jump).toHaveCount(0);

    await stage.say(ben, id, 'At the end one follows');
    await expect(desk.message('At the end one follows')).toBeInViewport();
  });

  test('ten thousand messages open at the first unread one, keep their place to the pixel on the way up, and jump back', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 10_000 });
    await stage.house.as(ben.id, 'PUT', `/conversations/${id}/read`, { seq: 5_000 });
    const desk = await stage.sit(ben);
    await desk.open(ada);
    await expect(desk.message('Message 5001')).toBeInViewport();
    await expect(desk.page.locator('[data-unread-divider]')).toHaveText('Unread messages');
    expect((await seqs(desk)).length).toBeLessThan(200);

    let oldest = Math.min(...(await seqs(desk)));
    for (let page = 0; page < 6; page += 1) {
      const before = await scrollUp(desk);
      await expect.poll(async () => Math.min(...(await seqs(desk)))).toBeLessThan(oldest);
      oldest = Math.min(...(await seqs(desk)));
      expect(Math.abs((await topOf(desk, before.seq)) - before.top)).toBeLessThan(0.5);
    }
    const all = await seqs(desk);
    expect(all).toEqual(Array.from({ length: all.length }, (_, index) => oldest + index));

    await desk.page.getByRole('button', { name: /^Go to/ }).click();
    await expect(desk.message('Message 10000')).toBeInViewport();
    await expect.poll(() => distanceToEnd(desk)).toBeLessThanOrEqual(1);
  });
});
