import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

const WIDTHS = [390, 1440];
const line = (page: Page, text: string) => page.locator('.ntr-system', { hasText: text });
const openGroup = async (desk: Desk) => {
  await desk.page.getByRole('option').filter({ hasText: 'Tuesday walk' }).click();
  await expect(desk.composer).toHaveAccessibleName('Message to Tuesday walk');
};

test.describe('A group', () => {
  for (const width of WIDTHS) {
    test(`[GROUP-5] three talk, each under their name; who is removed is told why nothing can be written any more (${width} px)${width === 390 ? '' : ' @all'}`, async ({
      stage,
    }) => {
      const [ada, ben, cyd] = await stage.cast('Ada', 'Ben', 'Cyd');
      const viewport = { width, height: 844 };
      const [desk, other] = [await stage.sit(ada, { viewport }), await stage.sit(ben, { viewport })];
      const made = await stage.house.as(ada.id, 'POST', '/conversations', {
        type: 'group',
        clientId: randomUUID(),
        name: 'Tuesday walk',
        participantIds: [ben.id, cyd.id],
      });
      const id = String(Reflect.get(Object(made), 'id'));

      // It is in the inbox at once, with what happened in words.
      const row = other.page.getByRole('option').filter({ hasText: 'Tuesday walk' });
      await expect(row).toContainText(`${ada.name} started the group`);
      await stage.say(cyd, id, 'I bring the dog');
      await expect(row).toContainText(`${cyd.name}: I bring the dog`);
      await stage.say(cyd, id, 'And a towel');

      await openGroup(desk);
      await openGroup(other);
      await expect(other.page.locator('.ntr-header__state')).toHaveText('3 members');
      await expect(line(other.page, `${ada.name} started the group`)).toContainText(`with you and ${cyd.name}`);
      await desk.write('Seven at the old gate');
      await other.expectTexts(['I bring the dog', 'And a towel', 'Seven at the old gate']);
      // The name stands over the first of a run, the face beside its last.
      await expect(other.page.locator('.ntr-message__author')).toHaveText([cyd.name, ada.name]);
      await expect(other.message('I bring the dog').locator('.ntr-message__face')).toHaveCount(0);
      await expect(other.message('And a towel').locator('.ntr-message__face')).toHaveCount(1);

      // Cyd has no device: it is delivered to one of two, so not to all.
      await desk.expectTick('Sent');
      const third = await stage.sit(cyd, { viewport });
      await desk.expectTick('Delivered');
      await openGroup(third);
      await desk.expectTick('Read');
      const state = desk.page.locator('.ntr-header__state');
      await third.typeUntilSeen('Coming', state.filter({ hasText: `${cyd.name} is typing…` }));
      await third.composer.fill('');

      await stage.house.as(ada.id, 'PATCH', `/conversations/${id}`, { whoSends: 'admins' });
      await expect(line(other.page, `${ada.name} let only admins write`)).toBeVisible();
      await expect(other.page.getByRole('note')).toHaveText('Only admins can write here.');
      await expect(desk.composer).toBeEditable();

      await stage.house.as(ada.id, 'DELETE', `/conversations/${id}/participants/${ben.id}`);
      await expect(other.page.getByRole('heading', { name: 'You are no longer in Tuesday walk' })).toBeVisible();
      await expect(other.page.getByText('I bring the dog')).toHaveCount(0);
      await expect(row).toHaveCount(0);
      await expect(line(third.page, `${ada.name} removed ${ben.name}`)).toBeVisible();
      await expect(desk.page.locator('.ntr-header__state')).toHaveText('2 members');
      // Who is out of it keeps their name where they are spoken of, also for a page that begins anew.
      await third.page.reload();
      await expect(line(third.page, `${ada.name} removed ${ben.name}`)).toBeVisible();
    });
  }

  test('says in its details who is in it and who leads it, and of a message who has read it', async ({ stage }) => {
    const [ada, ben, cyd] = await stage.cast('Ada', 'Ben', 'Cyd');
    const body = { type: 'group', clientId: randomUUID(), name: 'Tuesday walk', participantIds: [ben.id, cyd.id] };
    const id = String(Reflect.get(Object(await stage.house.as(ada.id, 'POST', '/conversations', body)), 'id'));
    await stage.say(ada, id, 'Seven at the old gate');
    const [desk, other] = [await stage.sit(ada), await stage.sit(ben)];
    await openGroup(desk);
    await openGroup(other);
    await other.expectTools();
    await other.composer.pressSequentially(`@${cyd.name.slice(0, 3)}`);
    await expect(other.page.getByRole('option', { name: cyd.name })).toBeVisible();
    await desk.page.getByRole('button', { name: 'Conversation options' }).click();
    await desk.page.getByRole('menuitem', { name: 'Details' }).click();
    const members = desk.page.getByRole('region', { name: 'Members' }).getByRole('listitem');
    await expect(members).toHaveCount(3);
    await expect(members.first()).toHaveText(/You\s*Admin/);
    await desk.page.keyboard.press('Escape');
    await expect(members).toHaveCount(0);
    await desk.goTo(desk.message('Seven at the old gate'));
    await desk.page.keyboard.press('i');
    await expect(desk.page.getByRole('region', { name: 'Read by' })).toContainText(ben.name);
    await expect(desk.page.getByRole('region', { name: 'Read by' })).not.toContainText(cyd.name);
  });
});
