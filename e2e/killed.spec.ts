import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Desk } from './lib/desk.ts';
import { slowDown } from './lib/slow.ts';
import { expect, test } from './lib/world.ts';

/** The process of the browser that works in this folder; its helpers carry a `--type`. */
function processOf(folder: string): number {
  const all = execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const found = all.find((line) => line.includes(`--user-data-dir=${folder}`) && !line.includes('--type='));
  const pid = Number.parseInt(found ?? '', 10);
  if (!Number.isInteger(pid)) throw new Error(`No browser works in ${folder}.`);
  return pid;
}

test.describe('Killed in between', () => {
  test('[OUT-1] a tab that is killed with an unsent message sends it once when it is opened again', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Quick!']]);
    const context = await stage.browser();
    const desk = await stage.sit(ada, context);
    await desk.open(ben);
    await context.setOffline(true);
    await desk.write('Before the tab went');
    await desk.expectTexts(['Quick!', 'Before the tab went']);
    await desk.page.close({ runBeforeUnload: false });

    await context.setOffline(false);
    const again = await stage.sit(ada, context);
    await again.open(ben);
    await again.expectTick('Sent');
    await again.expectTexts(['Quick!', 'Before the tab went']);
    await again.expectCalm();
    expect(await stage.stored(ben, id)).toEqual(['Quick!', 'Before the tab went']);
  });

  test('[OUT-1] a tab that is killed while its messages are on their way has sent each of them once', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Go']]);
    const context = await stage.browser();
    const desk = await stage.sit(ada, context);
    await desk.open(ben);
    const written = Array.from({ length: 8 }, (_, index) => `Line ${index + 1}`);
    await desk.write(...written);
    await expect(desk.messages).toHaveCount(9);
    await desk.page.close({ runBeforeUnload: false });

    const again = await stage.sit(ada, context);
    await again.open(ben);
    await expect.poll(() => stage.stored(ben, id), { timeout: 45_000 }).toEqual(['Go', ...written]);
    await again.expectTexts(['Go', ...written]);
    await again.expectCalm();
  });

  test('[OUT-1] a browser that is killed with an unsent message sends it once when it is started again', async ({
    stage,
    playwright,
    launchOptions,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Mind the plug']]);
    const folder = mkdtempSync(join(tmpdir(), 'natter-e2e-browser-'));
    const launch = () => playwright.chromium.launchPersistentContext(folder, { ...launchOptions, locale: 'en-GB' });
    try {
      const context = await launch();
      await slowDown(context);
      const desk = await stage.sit(ada, context);
      await desk.open(ben);
      await context.setOffline(true);
      await desk.write('Before the lights went out');
      await desk.expectTexts(['Mind the plug', 'Before the lights went out']);
      const closed = context.waitForEvent('close');
      process.kill(processOf(folder), 'SIGKILL');
      await closed;

      const reopened = await launch();
      stage.watch(reopened);
      await slowDown(reopened);
      const again = new Desk(await reopened.newPage(), ada);
      await again.signIn(stage.house.url);
      await again.open(ben);
      await again.expectTick('Sent');
      await again.expectTexts(['Mind the plug', 'Before the lights went out']);
      await reopened.close();
      expect(await stage.stored(ben, id)).toEqual(['Mind the plug', 'Before the lights went out']);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
