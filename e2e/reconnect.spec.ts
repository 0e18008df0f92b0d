import { Wire } from './lib/wire.ts';
import { expect, test } from './lib/world.ts';

test.describe('A connection that fails', () => {
  test('[GAP-1] events that were lost without a trace are fetched with the next one, and nothing is doubled', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'One']]);
    const context = await stage.browser();
    const wire = await Wire.of(context);
    const desk = await stage.sit(ada, context);
    await desk.open(ben);
    await desk.expectTexts(['One']);
    await desk.write('Two');
    await desk.expectTick('Sent');

    wire.deafen();
    await stage.say(ben, id, 'Three');
    await stage.say(ben, id, 'Four');
    await expect.poll(() => wire.countLost('message:new')).toBe(2);
    wire.listen();
    await stage.say(ben, id, 'Five');
    await desk.expectTexts(['One', 'Two', 'Three', 'Four', 'Five']);
  });

  test('[CATCH-1] what was missed while the connection was cut is there when it is back, and nothing is doubled', async ({
    stage,
  }) => {
    const [ada, ben, cleo] = await stage.cast('Ada', 'Ben', 'Cleo');
    const id = await stage.talk(ada, ben, [[ben, 'One']]);
    const context = await stage.browser();
    // Long polling would be a way round the cut.
    await context.route(/transport=polling/, (route) => route.abort());
    const wire = await Wire.of(context);
    const desk = await stage.sit(ada, context);
    await desk.open(ben);
    await desk.expectTexts(['One']);

    await wire.cut();
    await expect(desk.banner).toHaveText(/Connecting…/);
    await stage.say(ben, id, 'Two');
    await stage.talk(cleo, ada, [[cleo, 'We have not met']]);
    await stage.say(ben, id, 'Three');
    await desk.expectTexts(['One']);
    wire.mend();
    await desk.hurry();
    await desk.expectTexts(['One', 'Two', 'Three']);
    await expect(desk.row(cleo).getByText('1 unread message')).toBeAttached();
    await expect(desk.row(ben)).toHaveCount(1);
    await desk.expectCalm();
  });

  test('a server that is started again finds everybody, and what was said meanwhile is everywhere', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'One']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.expectTexts(['One']);
    await stage.house.stop('SIGKILL');
    await stage.house.start();
    await stage.say(ben, id, 'Two');
    await expect(desk.messages).toHaveCount(2, { timeout: 45_000 });
    await desk.write('Three');
    await desk.expectTick('Sent');
    await desk.expectTexts(['One', 'Two', 'Three']);
    expect(await stage.stored(ada, id)).toEqual(['One', 'Two', 'Three']);
  });
});
