import { Desk } from './lib/desk.ts';
import { expect, test } from './lib/world.ts';

const ENDINGS = [
  ['stopped', 'SIGTERM'],
  ['killed', 'SIGKILL'],
] as const;

test.describe('Without the server', () => {
  for (const [ended, signal] of ENDINGS) {
    // The kinder of the two ends is for the long run.
    const tag = signal === 'SIGKILL' ? [] : ['@all'];
    const title = `a server that was ${ended} costs nothing: the app opens from the device, and what was written arrives once, in order`;
    test(title, { tag }, async ({ stage }) => {
      const [ada, ben] = await stage.cast('Ada', 'Ben');
      const id = await stage.talk(ada, ben, [
        [ben, 'First'],
        [ada, 'Second'],
      ]);
      const desk = await stage.sit(ada);
      const other = await stage.sit(ben);
      await desk.open(ben);
      await other.open(ada);
      await desk.expectTexts(['First', 'Second']);
      await desk.expectShellKept();

      const endedAt = Date.now();
      await stage.house.stop(signal);
      await desk.write('Third');
      await desk.expectTexts(['First', 'Second', 'Third']);
      await expect(desk.banner).toBeVisible();
      // A hiccup of less than two seconds is not worth a word.
      expect(Date.now() - endedAt).toBeGreaterThanOrEqual(1_950);
      await expect(desk.banner).toHaveText(/Connecting….*1 message will be sent/);

      await desk.page.reload();
      await desk.expectTexts(['First', 'Second', 'Third']);
      await expect(desk.row(ben)).toBeVisible();
      await desk.write('Fourth');
      await desk.expectTexts(['First', 'Second', 'Third', 'Fourth']);

      await stage.house.start();
      await desk.hurry();
      await expect(other.messages).toHaveCount(4, { timeout: 45_000 });
      await other.expectTexts(['First', 'Second', 'Third', 'Fourth']);
      await desk.expectTick('Read');
      await desk.expectTexts(['First', 'Second', 'Third', 'Fourth']);
      await desk.expectCalm();
      expect(await stage.stored(ben, id)).toEqual(['First', 'Second', 'Third', 'Fourth']);
    });
  }

  test('the inbox and every conversation can be read from the device after a reload', async ({ stage }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    await stage.talk(ada, ben, [[ben, 'From Ben']]);
    await stage.talk(ada, cleo, [[cleo, 'From Cleo']]);
    const desk = await stage.sit(ada);
    await expect(desk.row(cleo)).toBeVisible();
    await desk.expectOnDisk('From Ben', 'From Cleo');
    await desk.expectShellKept();
    await stage.house.stop('SIGKILL');
    await desk.page.reload();
    await desk.open(ben);
    await desk.expectTexts(['From Ben']);
    await desk.open(cleo);
    await desk.expectTexts(['From Cleo']);
  });

  test('the sign-in page says that the server does not answer, and goes on when it does @all', async ({ stage }) => {
    const [ada] = await stage.cast('Ada');
    const context = await stage.browser();
    const page = await context.newPage();
    await page.goto(stage.house.url);
    await expect(page.getByRole('button', { name: `Continue as ${ada.name}` })).toBeVisible();
    await new Desk(page, ada).expectShellKept();
    await stage.house.stop('SIGKILL');
    await page.reload();
    await expect(page.getByText('The server did not answer')).toBeVisible();
    await stage.house.start();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('button', { name: `Continue as ${ada.name}` })).toBeVisible();
  });
});
