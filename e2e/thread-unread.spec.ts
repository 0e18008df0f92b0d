import type { Desk } from './lib/desk.ts';
import type { Person } from './lib/people.ts';
import { expect, type Stage, test } from './lib/world.ts';

const divider = (desk: Desk) => desk.page.locator('[data-unread-divider]');
const pill = (desk: Desk) => desk.page.locator('.ntr-unread-pill');
/** The first `seq` below the divider. */
const below = (desk: Desk) =>
  divider(desk).evaluate((each) => Number(each.nextElementSibling?.getAttribute('data-seq')));

/** Ada's conversation with Ben of so many messages, of which she has read so many. */
async function conversationOf(stage: Stage, count: number, read: number) {
  const [ada, ben] = await stage.cast('Ada', 'Ben');
  const id = await stage.talk(ada, ben);
  await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count });
  if (read > 0) await stage.house.as(ada.id, 'PUT', `/conversations/${id}/read`, { seq: read });
  return { ada, ben, id };
}

/** What the server knows of a conversation of this person. */
async function known(stage: Stage, who: Person, id: string) {
  const { readSeq, markedUnread, unreadCount } = (await stage.house.as(who.id, 'GET', `/conversations/${id}`)) as {
    readSeq: number;
    markedUnread: boolean;
    unreadCount: number;
  };
  return { readSeq, markedUnread, unreadCount };
}

test.describe('What is unread', () => {
  test('leads up to the first unread message once that is above the screen, and is marked as read on request', async ({
    stage,
  }) => {
    const { ada, ben, id } = await conversationOf(stage, 120, 50);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await expect(desk.message('Message 51')).toBeInViewport();
    await expect(pill(desk)).toHaveCount(0);
    await desk.wheel(1_200);
    await expect(desk.message('Message 51')).not.toBeInViewport();
    await expect(pill(desk)).toBeVisible();
    const words = (await divider(desk).textContent()) ?? '';
    await pill(desk).getByRole('button', { name: words }).click();
    await expect(desk.message('Message 51')).toBeInViewport();
    await expect(desk.message('Message 51')).toBeFocused();
    await expect(pill(desk)).toHaveCount(0);

    await desk.wheel(1_200);
    await pill(desk).getByRole('button', { name: 'Mark as read' }).click();
    await expect(pill(desk)).toHaveCount(0);
    await expect.poll(() => known(stage, ada, id)).toMatchObject({ readSeq: 120, unreadCount: 0 });
    await expect(divider(desk)).toHaveCount(1);
  });

  test('is not read while the page with it is slow to come @all', async ({ stage }) => {
    const { ada, ben, id } = await conversationOf(stage, 200, 50);
    let answer = () => undefined as unknown;
    const mayCome = new Promise((resolve) => {
      answer = () => resolve(null);
    });
    const context = await stage.browser();
    await context.route(/\/conversations\/[^/]+\/messages\?/, async (route) => {
      await mayCome;
      await route.continue();
    });
    const desk = await stage.sit(ada, context);
    await desk.open(ben);
    // Longer than a message has to be looked at, and than marks are held back.
    await desk.page.waitForTimeout(3_000);
    expect(await known(stage, ada, id)).toMatchObject({ readSeq: 50 });
    answer();
    await expect(desk.message('Message 51')).toBeInViewport();
    await expect.poll(() => below(desk)).toBe(53);
    await expect.poll(async () => (await known(stage, ada, id)).readSeq).toBeGreaterThan(50);
    expect((await known(stage, ada, id)).readSeq).toBeLessThan(100);
  });

  test('a place marked to be read from again stays marked while one scrolls, waits and reloads, and until one goes there anew @all', async ({
    stage,
  }) => {
    const { ada, ben, id } = await conversationOf(stage, 60, 60);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await expect(desk.message('Message 60')).toBeInViewport();
    await desk.choose('Message 55', 'Mark unread from here');
    await expect(divider(desk)).toHaveCount(1);
    await expect.poll(() => below(desk)).toBe(55);
    await expect.poll(() => known(stage, ada, id)).toMatchObject({ markedUnread: true });

    await stage.say(ben, id, 'And one more');
    await expect(desk.message('And one more')).toBeInViewport();
    await desk.wheel(-900);
    await desk.wheel(2_000);
    await expect(desk.message('And one more')).toBeInViewport();
    // Longer than a message has to be looked at, and than marks are held back.
    await desk.page.waitForTimeout(3_000);
    expect(await known(stage, ada, id)).toEqual({ readSeq: 60, markedUnread: true, unreadCount: 1 });

    await desk.page.reload();
    await expect(divider(desk)).toHaveCount(1);
    await expect.poll(() => below(desk)).toBe(55);
    await desk.page.waitForTimeout(3_000);
    expect(await known(stage, ada, id)).toEqual({ readSeq: 60, markedUnread: true, unreadCount: 1 });

    await desk.page.goto(`${stage.house.url}/messages`);
    await desk.open(ben);
    await expect(divider(desk)).toHaveCount(1);
    await expect.poll(() => below(desk)).toBe(55);
    await expect.poll(() => known(stage, ada, id)).toEqual({ readSeq: 61, markedUnread: false, unreadCount: 0 });
  });

  test('writing something, or going to the end, takes the mark back', async ({ stage }) => {
    const { ada, ben, id } = await conversationOf(stage, 60, 60);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.choose('Message 58', 'Mark unread from here');
    await expect.poll(() => known(stage, ada, id)).toMatchObject({ markedUnread: true });
    await desk.write('I have seen it');
    await expect.poll(() => known(stage, ada, id)).toMatchObject({ markedUnread: false });

    await desk.choose('Message 57', 'Mark unread from here');
    await expect.poll(() => known(stage, ada, id)).toMatchObject({ markedUnread: true });
    await desk.wheel(-900);
    await desk.page.getByRole('button', { name: /^Go to the newest/ }).click();
    await expect.poll(() => known(stage, ada, id)).toMatchObject({ markedUnread: false });
  });
});
