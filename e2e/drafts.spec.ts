import type { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

/** Waits until the disk of this device has a draft of these words. */
async function expectKept(desk: Desk, words: string): Promise<void> {
  await expect
    .poll(() =>
      desk.page.evaluate(async () => {
        const asked = <T>(request: IDBRequest<T>) =>
          new Promise<T>((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
        const contents: string[] = [];
        for (const { name } of await indexedDB.databases()) {
          const database = await asked(indexedDB.open(name ?? ''));
          if (database.objectStoreNames.contains('drafts')) {
            const rows: { content: string }[] = await asked(
              database.transaction('drafts').objectStore('drafts').getAll(),
            );
            contents.push(...rows.map(({ content }) => content));
          }
          database.close();
        }
        return contents;
      }),
    )
    .toContain(words);
}

test.describe('Drafts', () => {
  test('[DRAFT-1] what is half written stays with its conversation, through a switch, a reload, and on other devices', async ({
    stage,
  }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    await stage.talk(ada, ben, [[ben, 'What do you think?']]);
    await stage.talk(ada, cleo, [[cleo, 'Tea?']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.composer.fill('I think that');
    await desk.open(cleo);
    await expect(desk.composer).toHaveValue('');
    await desk.composer.fill('With milk');
    await expect(desk.row(ben)).toContainText('Draft: I think that');
    await desk.open(ben);
    await expect(desk.composer).toHaveValue('I think that');
    await expect(desk.row(cleo)).toContainText('Draft: With milk');

    await desk.page.reload();
    await expect(desk.composer).toHaveValue('I think that');
    await desk.open(cleo);
    await expect(desk.composer).toHaveValue('With milk');

    const phone = await stage.sit(ada);
    await expect(phone.row(ben)).toContainText('Draft: I think that');
    await phone.open(ben);
    await expect(phone.composer).toHaveValue('I think that');
    await phone.composer.press('Enter');
    await phone.expectTick('Sent');
    await expect(desk.row(ben)).not.toContainText('Draft:');
    await desk.open(ben);
    await desk.expectTexts(['What do you think?', 'I think that']);
    await expect(desk.composer).toHaveValue('');
  });

  test('[DRAFT-3] a first message is kept before its conversation exists', async ({ stage }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    await stage.talk(ada, cleo, [[cleo, 'Tea?']]);
    const desk = await stage.sit(ada);
    const choose = async () => {
      await desk.page.getByRole('button', { name: 'New conversation' }).first().click();
      await desk.page.getByRole('combobox', { name: 'Search people' }).fill(ben.name);
      await desk.page.getByRole('option', { name: ben.name }).click();
      await expect(desk.composer).toHaveAccessibleName(`Message to ${ben.name}`);
    };
    await choose();
    await desk.composer.fill('We have never met');
    await expectKept(desk, 'We have never met');
    await desk.page.reload();
    await expect(desk.composer).toHaveValue('We have never met');
    await desk.open(cleo);
    await choose();
    await expect(desk.composer).toHaveValue('We have never met');

    await desk.composer.press('Enter');
    await desk.expectTexts(['We have never met']);
    await desk.expectTick('Sent');
    await expect(desk.row(ben)).toContainText('We have never met');
    await expect(desk.composer).toHaveValue('');
  });
});
