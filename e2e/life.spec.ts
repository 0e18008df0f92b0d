import type { Locator } from '@playwright/test';
import type { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

const chip = (desk: Desk, text: string, emoji: string): Locator =>
  desk.message(text).locator('.ntr-reactions__chip').filter({ hasText: emoji });

const optionOf = (desk: Desk, text: string): Locator =>
  desk.page.locator('.ntr-poll__option').filter({ hasText: text });

test.describe('What becomes of a message', () => {
  test('two react, see it at once, take it back, and look who it was', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'We are having a puppy']]);
    const [desk, other] = [await stage.sit(ada), await stage.sit(ben)];
    await desk.open(ben);
    await other.open(ada);

    // By the mouse: the button beside the message, then the quick row.
    await desk.message('a puppy').hover();
    await desk.message('a puppy').getByRole('button', { name: 'React' }).click();
    await desk.page.getByRole('menuitemcheckbox', { name: '❤️' }).click();
    await expect(chip(desk, 'a puppy', '❤️')).toHaveAttribute('aria-pressed', 'true');
    await expect(desk.page.locator('[role=status][aria-live=polite]')).toHaveText('You reacted with ❤️');
    await expect(chip(other, 'a puppy', '❤️')).toHaveAccessibleName('❤️, 1 reaction');
    await expect(chip(other, 'a puppy', '❤️')).toHaveAttribute('aria-pressed', 'false');

    // By a press on the same one, and by the keyboard's way through the menu.
    await chip(other, 'a puppy', '❤️').click();
    await expect(chip(desk, 'a puppy', '❤️')).toHaveAccessibleName('❤️, 2 reactions');
    await other.openMenu('a puppy');
    await other.page.keyboard.press('ArrowUp');
    await expect(other.page.getByRole('menuitemcheckbox').first()).toBeFocused();
    await other.page.keyboard.press('ArrowRight');
    await other.page.keyboard.press('ArrowRight');
    await other.page.keyboard.press('Enter');
    await expect(chip(desk, 'a puppy', '😂')).toBeVisible();
    await expect(desk.message('a puppy')).toHaveAccessibleName(/❤️, 2 reactions\. 😂, 1 reaction/);
  });

  test('who reacted is told by emoji, and any emoji will do @all', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'We are having a puppy']]);
    const { items } = (await stage.house.as(ada.id, 'GET', `/conversations/${id}/messages`)) as {
      items: readonly { id: string }[];
    };
    const path = `/conversations/${id}/messages/${items[0]?.id}/reactions`;
    await stage.house.as(ada.id, 'PUT', `${path}/${encodeURIComponent('❤️')}`);
    await stage.house.as(ben.id, 'PUT', `${path}/${encodeURIComponent('❤️')}`);
    await stage.house.as(ben.id, 'PUT', `${path}/${encodeURIComponent('😂')}`);
    const [desk, other] = [await stage.sit(ada), await stage.sit(ben)];
    await desk.open(ben);
    await other.open(ada);
    await desk.choose('a puppy', 'Reactions…');
    const dialog = desk.page.getByRole('dialog', { name: 'Reactions' });
    await expect(dialog.getByRole('listitem')).toHaveCount(3);
    await dialog.getByRole('tab', { name: '😂 1' }).click();
    await expect(dialog.getByRole('listitem')).toHaveText(new RegExp(ben.name));
    await dialog.getByRole('tab', { name: 'All' }).click();
    await dialog.getByRole('button', { name: 'Take back ❤️' }).click();
    await expect(chip(other, 'a puppy', '❤️')).toHaveAccessibleName('❤️, 1 reaction');

    // Any emoji, by its name.
    await desk.choose('a puppy', 'More reactions');
    await desk.page.getByRole('combobox', { name: /emoji/i }).fill('dog face');
    await desk.page.keyboard.press('Enter');
    await expect(chip(other, 'a puppy', '🐶')).toBeVisible();
    await desk.page.reload();
    await expect(chip(desk, 'a puppy', '🐶')).toHaveAttribute('aria-pressed', 'true');
  });

  test('reactions on messages above what one reads move nothing on the screen', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const lines = Array.from({ length: 40 }, (_, at) => [ben, `Line number ${at + 1}`] as const);
    const id = await stage.talk(ada, ben, lines);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    const read = desk.message('Line number 30');
    // Before it stands in its place it would be moved once more.
    await expect(read).toBeVisible();
    await read.evaluate((each) => each.scrollIntoView({ block: 'center' }));
    const before = await desk.restOf(read);
    const { items } = (await stage.house.as(ben.id, 'GET', `/conversations/${id}/messages?limit=100`)) as {
      items: readonly { id: string; content: string }[];
    };
    for (const words of ['Line number 18', 'Line number 29']) {
      const messageId = items.find(({ content }) => content === words)?.id;
      const path = `/conversations/${id}/messages/${messageId}/reactions/${encodeURIComponent('👍')}`;
      await stage.house.as(ben.id, 'PUT', path);
    }
    await expect(chip(desk, 'Line number 29', '👍')).toBeVisible();
    await expect(chip(desk, 'Line number 18', '👍')).toHaveCount(1);
    expect(Math.abs((await desk.restOf(read)) - before)).toBeLessThan(1);
  });

  test('an edit is seen by both, its versions can be looked at, and two that race lose nothing', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ada, 'See you at ten']]);
    const context = await stage.browser();
    const [desk, second, other] = [await stage.sit(ada, context), await stage.sit(ada), await stage.sit(ben)];
    await desk.open(ben);
    await other.open(ada);
    await second.open(ben);

    await desk.choose('See you at ten', /^Edit(?!s)/);
    await expect(desk.composer).toHaveValue('See you at ten');
    await desk.write('See you at eleven');
    await other.expectTexts(['See you at eleven']);
    await expect(other.message('See you at eleven')).toContainText('Edited');
    await expect(other.row(ada)).toContainText('See you at eleven');

    await other.choose('See you at eleven', 'Edits…');
    const dialog = other.page.getByRole('dialog', { name: 'Edits of this message' });
    await expect(dialog.getByRole('listitem')).toHaveCount(2);
    await expect(dialog.locator('del')).toContainText('ten');
    await expect(dialog.locator('ins')).toContainText('eleven');
    await expect(dialog.getByRole('listitem').last()).toContainText('As it was sent');

    // My other device was faster: nothing of either is lost.
    await second.choose('See you at eleven', /^Edit(?!s)/);
    await desk.choose('See you at eleven', /^Edit(?!s)/);
    for (const each of [second, desk]) await expect(each.composer).toHaveValue('See you at eleven');
    await desk.write('See you at twelve');
    await other.expectTexts(['See you at twelve']);
    await second.composer.fill('See you at nine');
    await second.composer.press('Enter');
    await expect(second.page.getByRole('alert')).toContainText('See you at twelve');
    await expect(second.composer).toHaveValue('See you at nine');
  });

  test('a message is forwarded to several, five times at most, and says so @all', async ({ stage }) => {
    const [ada, ben, cleo, dora, emil] = await stage.cast('Ada', 'Ben', 'Cleo', 'Dora', 'Emil');
    await stage.talk(ada, ben, [[ben, 'The pier is closed on Sunday']]);
    const toCleo = await stage.talk(ada, cleo);
    const toDora = await stage.talk(ada, dora);
    const desk = await stage.sit(ada);
    const other = await stage.sit(cleo);
    await desk.open(ben);
    const ask = async (...names: readonly string[]) => {
      await desk.choose('The pier is closed', 'Forward…');
      const dialog = desk.page.getByRole('dialog', { name: 'Forward' });
      for (const name of names) {
        await dialog.getByRole('combobox').fill(name);
        await expect(dialog.getByRole('option')).toHaveText([new RegExp(name)]);
        await desk.takeFound(dialog.getByRole('option', { name }));
      }
      await desk.page.keyboard.press('Control+Enter');
      return dialog;
    };
    // One of them is somebody with whom there is no conversation yet.
    await expect(await ask(cleo.name, dora.name, emil.name)).toHaveCount(0);
    await expect(desk.page.locator('.ntr-toast')).toContainText(
      `Forwarded to ${cleo.name}, ${dora.name} and ${emil.name}`,
    );
    await other.open(ada);
    await expect(other.message('The pier is closed')).toContainText('Forwarded');
    await expect(other.message('The pier is closed')).toHaveAccessibleName(/Forwarded/);
    expect(await stage.stored(dora, toDora)).toEqual(['The pier is closed on Sunday']);

    const dialog = await ask(cleo.name, dora.name, emil.name);
    await expect(dialog.getByRole('alert')).toContainText(/\b2\b/);
    expect(await stage.stored(cleo, toCleo)).toEqual(['The pier is closed on Sunday']);
    await dialog.getByRole('button', { name: `Leave out ${emil.name}` }).click();
    await dialog.getByRole('button', { name: 'Forward to 2' }).click();
    await expect(dialog).toHaveCount(0);
    await expect.poll(() => stage.stored(cleo, toCleo)).toHaveLength(2);
  });

  test('a star is seen on all my devices and by nobody else, and leads to its message @all', async ({ stage }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    await stage.talk(ada, ben, [
      [ben, 'The code is 4711'],
      [ada, 'Thank you'],
    ]);
    await stage.talk(ada, cleo, [[cleo, 'Hello']]);
    const [desk, second, other] = [await stage.sit(ada), await stage.sit(ada), await stage.sit(ben)];
    for (const each of [desk, second]) await each.open(ben);
    await other.open(ada);
    await desk.choose('The code is 4711', 'Star');
    await expect(second.message('The code is 4711')).toHaveAccessibleName(/Starred/);
    await expect(other.message('The code is 4711')).not.toHaveAccessibleName(/Starred/);

    await second.open(cleo);
    await second.page.getByRole('button', { name: 'Starred messages' }).click();
    const dialog = second.page.getByRole('dialog', { name: 'Starred messages' });
    await dialog.getByRole('button', { name: /The code is 4711/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect(second.message('The code is 4711')).toBeInViewport();
    await expect(second.composer).toHaveAccessibleName(`Message to ${ben.name}`);

    await second.choose('The code is 4711', 'Remove star');
    await expect(desk.message('The code is 4711')).not.toHaveAccessibleName(/Starred/);
    await desk.page.getByRole('button', { name: 'Starred messages' }).click();
    await expect(desk.page.getByText('No stars yet')).toBeVisible();
  });

  test('a poll is asked, answered by two, looked into, and closed', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Hello']]);
    const [desk, other] = [await stage.sit(ada), await stage.sit(ben)];
    await desk.open(ben);
    await other.open(ada);
    await desk.page.getByRole('button', { name: 'Add to the message' }).click();
    await desk.page.getByRole('menuitem', { name: 'Poll' }).click();
    const form = desk.page.getByRole('dialog', { name: 'New poll' });
    await form.getByRole('button', { name: 'Send poll' }).click();
    await expect(form.getByRole('alert')).toHaveText('A poll needs a question.');
    await form.getByRole('textbox', { name: 'Question' }).fill('Which day?');
    await form.getByRole('textbox', { name: 'Answer 1' }).fill('Saturday');
    await desk.page.keyboard.press('Enter');
    await expect(form.getByRole('textbox', { name: 'Answer 2' })).toBeFocused();
    await desk.page.keyboard.type('Sunday');
    await form.getByRole('button', { name: 'Send poll' }).click();
    await expect(form).toHaveCount(0);

    await expect(other.row(ada)).toContainText('Poll: Which day?');
    await optionOf(other, 'Sunday').click();
    await expect(optionOf(other, 'Sunday')).toHaveAttribute('aria-checked', 'true');
    await expect(optionOf(desk, 'Sunday')).toHaveAccessibleName('Sunday, 1 vote, 100%');
    // By the keyboard: going there is no vote yet.
    await optionOf(desk, 'Saturday').focus();
    await desk.page.keyboard.press('ArrowDown');
    await expect(optionOf(desk, 'Sunday')).toBeFocused();
    await expect(optionOf(desk, 'Sunday')).toHaveAttribute('aria-checked', 'false');
    await desk.page.keyboard.press('Space');
    await expect(optionOf(other, 'Sunday')).toHaveAccessibleName('Sunday, 2 votes, 100%');

    await desk.page.getByRole('button', { name: 'Show votes' }).click();
    const votes = desk.page.getByRole('dialog', { name: 'Votes' });
    await expect(votes.locator('.ntr-who__name')).toHaveText([ben.name, 'You']);
    await desk.page.keyboard.press('Escape');

    await other.page.getByRole('button', { name: 'Take back my vote' }).click();
    await expect(optionOf(desk, 'Sunday')).toHaveAccessibleName('Sunday, 1 vote, 100%');
    await expect(other.page.getByRole('button', { name: 'Close poll' })).toHaveCount(0);
    await desk.page.getByRole('button', { name: 'Close poll' }).click();
    await desk.page.getByRole('alertdialog').getByRole('button', { name: 'Close poll' }).click();
    await expect(other.page.locator('.ntr-poll__about')).toHaveText('Closed');
    await expect(optionOf(other, 'Saturday')).toHaveAttribute('aria-disabled', 'true');
  });

  test('messages are made to disappear, which both see and can look up @all', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'This stays']]);
    const [desk, other] = [await stage.sit(ada), await stage.sit(ben)];
    await desk.open(ben);
    await other.open(ada);
    await desk.page.getByRole('button', { name: 'Conversation options' }).click();
    await desk.page.getByRole('menuitem', { name: 'Details' }).click();
    const dialog = desk.page.getByRole('dialog', { name: 'Details' });
    await dialog.getByRole('radio', { name: '1 day' }).check();
    await expect(desk.page.locator('.ntr-system').last()).toHaveText('You set messages to disappear after 1 day');
    await expect(other.page.locator('.ntr-system').last()).toHaveText(
      `${ada.name} set messages to disappear after 1 day`,
    );
    await expect(other.page.locator('.ntr-header__timer')).toContainText('Messages disappear after 1 day');
    await expect(other.row(ada)).toContainText('set messages to disappear');
    await desk.page.keyboard.press('Escape');
    await desk.write('This does not');
    await expect(other.message('This does not')).toHaveAccessibleName(/Disappears/);
    await expect(other.message('This stays')).not.toHaveAccessibleName(/Disappears/);
    await other.choose('This does not', 'Details');
    await expect(other.page.getByRole('dialog', { name: 'About this message' })).toContainText('in 24 hours');
  });

  test('a message that disappears is gone on both sides, and so is its star', { tag: '@all' }, async ({ stage }) => {
    test.setTimeout(180_000);
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'This stays']]);
    await stage.house.as(ada.id, 'PUT', `/conversations/${id}/disappearing`, { seconds: 60 });
    const [desk, other] = [await stage.sit(ada), await stage.sit(ben)];
    await desk.open(ben);
    await other.open(ada);
    await desk.write('Read this quickly');
    await other.choose('Read this quickly', 'Star');
    await expect(other.message('Read this quickly')).toHaveAccessibleName(/Starred/);
    for (const each of [desk, other]) {
      await expect(each.message('Read this quickly')).toHaveCount(0, { timeout: 90_000 });
      await expect(each.message('This stays')).toBeVisible();
    }
    await other.page.getByRole('button', { name: 'Starred messages' }).click();
    await expect(other.page.getByText('No stars yet')).toBeVisible();
  });

  test('who may not write is offered nothing that would be refused', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [
      [ben, 'Hello Ada'],
      [ada, 'Hello Ben'],
    ]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.page.getByRole('button', { name: 'Conversation options' }).click();
    await desk.page.getByRole('menuitem', { name: 'Block…' }).click();
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    await expect(desk.composer).toContainText('You have blocked');
    const menu = await desk.openMenu('Hello Ben');
    await expect(menu.getByRole('menuitem', { name: 'Copy text' })).toBeVisible();
    await expect(menu.getByRole('menuitemcheckbox')).toHaveCount(0);
    await expect(menu.getByRole('menuitem', { name: /^Edit|Reply/ })).toHaveCount(0);
  });
});
