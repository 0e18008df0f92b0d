import { expect, test } from './lib/world.ts';

test.describe('Without a network', () => {
  test('[OUT-4] what is written without a network waits, and arrives once and in order when the network is back', async ({
    stage,
  }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Into the tunnel?']]);
    const desk = await stage.sit(ada);
    const other = await stage.sit(ben);
    await desk.open(ben);
    await other.open(ada);

    await desk.context.setOffline(true);
    const written = ['One', 'Two', 'Three', 'Four', 'Five'];
    await desk.write(...written);
    await desk.expectTexts(['Into the tunnel?', ...written]);
    await desk.expectTick('Waiting to be sent');
    await expect(desk.banner).toHaveText(/Waiting for network.*5 messages will be sent/);
    await other.expectTexts(['Into the tunnel?']);

    await desk.context.setOffline(false);
    await other.expectTexts(['Into the tunnel?', ...written]);
    await desk.expectTexts(['Into the tunnel?', ...written]);
    await desk.expectTick('Read');
    await desk.expectCalm();
    expect(await stage.stored(ben, id)).toEqual(['Into the tunnel?', ...written]);
  });

  test('what waits can be taken back, and then is never sent', async ({ stage }) => {
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben, [[ben, 'Say it']]);
    const desk = await stage.sit(ada);
    await desk.open(ben);
    await desk.context.setOffline(true);
    await desk.write('Better not', 'Good morning');
    await desk.message('Better not').hover();
    await desk.message('Better not').getByRole('button', { name: 'Message options' }).click();
    await desk.page.getByRole('menuitem', { name: 'Do not send' }).click();
    await desk.expectTexts(['Say it', 'Good morning']);
    await desk.context.setOffline(false);
    await desk.expectTick('Sent');
    expect(await stage.stored(ben, id)).toEqual(['Say it', 'Good morning']);
  });
});
