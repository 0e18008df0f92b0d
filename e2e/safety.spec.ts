import type { Locator } from '@playwright/test';
import type { Desk } from './lib/desk.ts';
import type { Person } from './lib/people.ts';
import { expect, type Stage, test } from './lib/world.ts';

async function chooseOfConversation(desk: Desk, item: string): Promise<void> {
  await desk.page.getByRole('button', { name: 'Conversation options' }).click();
  await desk.page.getByRole('menuitem', { name: item }).click();
}

/** Reports a message by its menu. */
async function report(desk: Desk, text: string, note: string): Promise<void> {
  await desk.choose(text, 'Report…');
  const dialog = desk.page.getByRole('dialog', { name: 'Report this message' });
  await dialog.getByText('Harassment or threats').click();
  await dialog.getByRole('textbox').fill(note);
  await dialog.getByRole('button', { name: 'Send report' }).click();
  await desk.page.getByRole('button', { name: 'Done' }).click();
}

/** Makes somebody a manager, and sits them down at the store's console. */
async function atTheConsole(stage: Stage, person: Person): Promise<Desk> {
  await stage.house.pushPeople([{ id: person.id, displayName: person.name, roles: ['manager'] }]);
  const desk = await stage.sit(person);
  await desk.page.getByRole('button', { name: 'Store console' }).click();
  await expect(desk.page.getByRole('tab', { name: 'Reports' })).toBeVisible();
  return desk;
}

const reportOf = (desk: Desk, text: string): Locator => desk.page.getByRole('article').filter({ hasText: text });

test.describe('Safety', () => {
  test('what a blocked person writes is theirs alone, also after unblocking', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Hello Ada']]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);

    await chooseOfConversation(desk, 'Block…');
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    await expect(desk.composer).toContainText(`You have blocked ${ben.name}.`);
    await other.write('Can you hear me?');
    await other.expectTick('Sent');
    await other.expectTexts(['Hello Ada', 'Can you hear me?']);

    await desk.page.getByRole('button', { name: 'Unblock', exact: true }).click();
    await expect(desk.composer).toHaveAccessibleName(`Message to ${ben.name}`);
    await other.write('And now?');
    await desk.expectTexts(['Hello Ada', 'And now?']);
    await other.expectTexts(['Hello Ada', 'Can you hear me?', 'And now?']);
    // It stays so for a device that knows nothing yet.
    const fresh = await stage.sit(ada);
    await fresh.open(ben);
    await fresh.expectTexts(['Hello Ada', 'And now?']);
  });

  test('somebody who is blocked is on a list, from which they can be taken', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Hello Ada']]);
    await stage.house.as(ada.id, 'PUT', `/me/blocks/${ben.id}`);
    const desk = await stage.sit(ada);
    await desk.page.getByRole('button', { name: 'Settings' }).click();
    await desk.page.getByRole('button', { name: 'Show', exact: true }).click();
    await desk.page.getByRole('button', { name: `Unblock ${ben.name}` }).click();
    await expect(desk.page.getByText('You have blocked nobody.')).toBeVisible();
    await desk.page.keyboard.press('Escape');
    await expect(desk.page.getByText('You have blocked nobody.')).toHaveCount(0);
    await desk.page.keyboard.press('Escape');
    await expect(desk.page.getByRole('dialog')).toHaveCount(0);
    await desk.open(ben);
  });

  test('a reported message reaches the staff, who remove it for everybody; the record keeps it', async ({ stage }) => {
    const [ada, ben, mia] = await stage.cast('Ada', 'Ben', 'Mia');
    await stage.talk(ada, ben, [
      [ben, 'Good morning'],
      [ben, 'You are all fools'],
    ]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await report(desk, 'You are all fools', 'Please look at this');

    const console_ = await atTheConsole(stage, mia);
    const card = reportOf(console_, 'You are all fools');
    await expect(card).toContainText('Please look at this');
    await expect(card).toContainText(`Reported by ${ada.name}`);
    await console_.goTo(card);
    await console_.page.keyboard.press('r');
    await console_.page.getByRole('dialog').getByRole('button', { name: 'Remove message' }).click();
    await expect(card).toHaveCount(0);

    await desk.expectTexts(['Good morning', ' This message was deleted']);
    await console_.page.getByRole('tab', { name: 'Record' }).click();
    const told = new RegExp(`${mia.name}\\s*Store manager\\s*removed a message by ${ben.name}`);
    await expect(console_.page.getByRole('listitem').filter({ hasText: told })).toBeVisible();
    await expect(console_.page).toHaveURL(`${stage.house.url}/staff/record`);
  });

  test('somebody who is suspended reads and does not write, and is told until when @all', async ({ stage }) => {
    const [ada, ben, mia] = await stage.cast('Ada', 'Ben', 'Mia');
    await stage.talk(ada, ben, [[ben, 'I know where you live']]);
    const other = await stage.sit(ben);
    await other.open(ada);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await report(desk, 'I know where you live', 'He means it');

    const console_ = await atTheConsole(stage, mia);
    await reportOf(console_, 'I know where you live').getByRole('button', { name: 'Suspend…' }).click();
    await console_.page.getByText('1 day', { exact: true }).click();
    await console_.page.getByRole('dialog').getByRole('button', { name: 'Suspend', exact: true }).click();
    await expect(other.composer).toContainText(/You may not write until .*The store has suspended you/);

    await console_.page.getByRole('tab', { name: 'Suspensions' }).click();
    await console_.page.getByRole('button', { name: `Lift the suspension of ${ben.name}` }).click();
    await console_.page.getByRole('button', { name: 'Lift suspension' }).click();
    await expect(other.composer).toHaveAccessibleName(`Message to ${ada.name}`);
  });

  test('a message deleted for everyone is gone on both sides; one deleted for me can be had back, and is there for the other', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [
      [ada, 'One'],
      [ada, 'Two'],
      [ben, 'Three'],
    ]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);

    await desk.choose('Two', 'Delete for everyone');
    await desk.page.getByRole('button', { name: 'Delete for everyone' }).click();
    const withoutTwo = ['One', ' This message was deleted', 'Three'];
    await desk.expectTexts(withoutTwo);
    await other.expectTexts(withoutTwo);

    await desk.choose('Three', 'Delete for me');
    await desk.expectTexts(['One', ' This message was deleted']);
    await desk.page.getByRole('button', { name: 'Undo' }).click();
    await desk.expectTexts(withoutTwo);
    await desk.choose('Three', 'Delete for me');
    await desk.expectTexts(['One', ' This message was deleted']);
    // Its five seconds over, it stays away, on every device.
    await expect(desk.page.getByRole('button', { name: 'Undo' })).toHaveCount(0, { timeout: 45_000 });
    const fresh = await stage.sit(ada);
    await fresh.open(ben);
    await fresh.expectTexts(['One', ' This message was deleted']);
    await other.expectTexts(withoutTwo);
  });

  test('a message with a word that the store does not want is refused, and says why', async ({ stage }) => {
    const [ada, ben, mia] = await stage.cast('Ada', 'Ben', 'Mia');
    await stage.talk(ada, ben, [[ben, 'Hello Ada']]);
    const console_ = await atTheConsole(stage, mia);
    await console_.page.getByRole('tab', { name: 'Word filter' }).click();
    await console_.page.getByRole('textbox', { name: 'Word or phrase' }).fill('balderdash');
    await console_.page.getByRole('button', { name: 'Add' }).click();
    await expect(console_.page.getByText('“balderdash” added').first()).toBeVisible();
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.write('What BALDERDASH', 'Never mind');
    const reason = desk.page.getByText('Not sent. Your message contains a word that is not wanted here.');
    await expect(reason).toBeVisible();
    // It held nothing up.
    const id = new URL(desk.page.url()).pathname.split('/').at(-1) ?? '';
    await expect.poll(() => stage.stored(ada, id)).toEqual(['Hello Ada', 'Never mind']);
  });

  test('the staff’s pages are for staff', async ({ stage }) => {
    const [ada] = await stage.cast('Ada');
    const desk = await stage.sit(ada);
    await expect(desk.page.getByRole('button', { name: 'Store console' })).toHaveCount(0);
    await desk.page.goto(new URL('/staff/words', desk.page.url()).href);
    await expect(desk.inboxTitle).toBeVisible();
    await expect(desk.page).toHaveURL(`${stage.house.url}/messages`);
  });
});
