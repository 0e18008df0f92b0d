import type { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

const byNumber = (desk: Desk, seq: number) => desk.page.locator(`[data-seq="${seq}"]`);

test.describe('Going to a message', () => {
  test('a day leads to its first message, which gets the focus; from there the newest is fetched anew', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 700 });
    await stage.house.as(ada.id, 'PUT', `/conversations/${id}/read`, { seq: 700 });
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await expect(desk.message('Message 700')).toBeInViewport();
    await desk.page.locator('.ntr-header').getByRole('button', { name: 'Conversation options' }).click();
    await desk.page.getByRole('menuitem', { name: 'Go to date…' }).click();
    const dialog = desk.page.getByRole('dialog', { name: 'Go to date' });
    await expect(dialog.getByLabel('Day')).toHaveValue(/^\d{4}-\d\d-\d\d$/);
    // It is lit for a moment only: who looks has to look already.
    const lit = desk.page.locator('[data-seq="1"][data-highlight=true]').waitFor({ state: 'attached' });
    await dialog.getByRole('button', { name: 'Go', exact: true }).click();
    await lit;
    await expect(dialog).toHaveCount(0);
    await expect(byNumber(desk, 1)).toBeInViewport();
    await expect(byNumber(desk, 1)).toBeFocused();
    await expect(byNumber(desk, 1)).not.toHaveAttribute('data-highlight');

    await stage.say(ben, id, 'Said meanwhile');
    await desk.page.getByRole('button', { name: 'Go to 1 new message' }).click();
    await expect(desk.message('Said meanwhile')).toBeInViewport();
    await expect(byNumber(desk, 1)).toHaveCount(0);
  });

  test('an address with a message in it opens the conversation there', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 400 });
    const desk = await stage.sit(ada);
    await desk.page.goto(`${stage.house.url}/messages/${id}?message=123`);
    await expect(byNumber(desk, 123)).toBeInViewport();
    await expect(byNumber(desk, 123)).toBeFocused();
    await desk.page.goto(`${stage.house.url}/messages/${id}?message=99999`);
    await expect(desk.page.locator('.ntr-toast')).toHaveText(/Message not available/);
    await expect(desk.log).toBeVisible();
  });
});
