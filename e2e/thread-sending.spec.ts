import { expect, test } from './lib/world.ts';

test.describe('Sending', () => {
  test('a hundred messages written at once stand in order on both sides, each once @all', async ({ stage }) => {
    test.setTimeout(180_000);
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Tell me everything']]);
    const [hers, his] = [await stage.sit(ada), await stage.sit(ben)];
    await hers.open(ben);
    await his.open(ada);
    const thoughts = Array.from({ length: 100 }, (_, at) => `Thought ${at + 1}`);
    for (const text of thoughts) {
      await hers.composer.fill(text);
      await hers.composer.press('Enter');
    }
    const texts = ['Tell me everything', ...thoughts];
    await hers.expectTexts(texts);
    await his.expectTexts(texts);
    await hers.expectCalm();
    await his.page.reload();
    await expect.poll(async () => (await his.texts()).slice(-50)).toEqual(thoughts.slice(-50));
    await expect(his.message('Thought 100')).toBeInViewport();
  });

  test('what waits for the network says so, and can be taken back before it leaves @all', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.expectFetchedAhead();
    await desk.context.setOffline(true);
    await expect(desk.banner).toBeVisible();
    await desk.write('Not this one', 'But this one');
    const line = desk.message('Not this one').locator('.ntr-message__pending');
    await expect(line).toContainText('Waiting to be sent');
    await line.getByRole('button', { name: 'Cancel' }).click();
    await desk.expectTexts(['But this one']);
    await desk.context.setOffline(false);
    await desk.hurry();
    await desk.expectCalm();
    await expect(desk.page.locator('.ntr-message__pending')).toHaveCount(0);
    expect(await stage.stored(ada, id)).toEqual(['But this one']);
  });
});
