import { expect, test } from './lib/world.ts';

test.describe('Refused', () => {
  test('[OUT-6] a message that the server refuses says so, can be tried again and deleted, and holds nothing up', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'In a word?']]);
    // A client that knows a wider limit than the server: here the server has the last word.
    const context = await stage.browser();
    await context.route('**/api/config', async (route) => {
      const answer = await route.fetch();
      const config = await answer.json();
      config.limits.messageLength = 50_000;
      await route.fulfill({ response: answer, json: config });
    });
    const desk = await stage.sit(ada, context);
    await desk.open(ben);
    const long = 'very '.repeat(9_000).trim();
    await desk.write(long, 'In a word: yes');

    const failed = desk.page.locator('article[data-status=failed]');
    await expect(failed).toContainText('Not sent. It is too long.');
    await expect(desk.page.getByRole('status').filter({ hasText: 'A message was not sent' })).toBeAttached();
    await expect.poll(() => stage.stored(ben, id)).toEqual(['In a word?', 'In a word: yes']);
    await failed.getByRole('button', { name: 'Try again' }).click();
    await expect(failed).toContainText('Not sent. It is too long.');
    await failed.getByRole('button', { name: 'Delete' }).click();
    await expect(failed).toHaveCount(0);
    await desk.expectTexts(['In a word?', 'In a word: yes']);
    expect(await stage.stored(ben, id)).toEqual(['In a word?', 'In a word: yes']);
  });

  test('a text over the limit cannot be sent, and the composer says by how much', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    await stage.talk(ada, ben, [[ben, 'Tell me everything']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    const { limits } = (await (await fetch(`${stage.house.url}/api/config`)).json()) as {
      limits: { messageLength: number };
    };
    await desk.composer.fill('x'.repeat(limits.messageLength + 3));
    await expect(desk.page.getByText('3 characters too many')).toBeVisible();
    await expect(desk.page.getByRole('button', { name: 'Send' })).toBeDisabled();
    await desk.composer.press('Enter');
    await desk.expectTexts(['Tell me everything']);
  });

  test('[OUT-8] being too fast is no failure: what is over the limit waits and is sent, in order @all', async ({
    stage,
  }) => {
    await stage.house.stop('SIGTERM');
    await stage.house.start({ NATTER_LIMIT_SENDS_PER_MINUTE: '12', NATTER_LIMIT_SENDS_BURST: '3' });
    try {
      const [ada, ben] = await stage.cast('Ada', 'Ben');
      await stage.talk(ada, ben, [[ben, 'Ready, steady']]);
      const desk = await stage.sit(ada);
      await desk.open(ben);
      const written = ['1', '2', '3', '4', '5', '6'];
      await desk.write(...written);
      await desk.expectTick('Waiting to be sent');
      await expect(desk.page.locator('article[data-status=failed]')).toHaveCount(0);
      await expect(desk.page.locator('[data-status=queued], [data-status=sending]')).toHaveCount(0, {
        timeout: 60_000,
      });
      await desk.expectTexts(['Ready, steady', ...written]);
    } finally {
      // The next test gets a server with its usual limits.
      await stage.house.stop('SIGTERM');
    }
  });

  test('a conversation that is not there, or not mine, says so in the same words', async ({ stage }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    const foreign = await stage.talk(ben, cleo, [[cleo, 'Between us']]);
    const desk = await stage.sit(ada);
    for (const id of [foreign, '0190a000-0000-7000-8000-000000000000']) {
      await desk.page.goto(`${stage.house.url}/messages/${id}`);
      await expect(desk.page.getByText('This conversation is not here')).toBeVisible();
      await expect(desk.page.getByText('Between us')).toHaveCount(0);
    }
  });
});
