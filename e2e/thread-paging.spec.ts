import { walk } from './lib/watch-place.ts';
import { expect, test } from './lib/world.ts';

/** Rounding of a browser's positions (px). */
const ROUNDING = 0.5;

test.describe('Paging', () => {
  test('ten thousand messages are paged through to the first and on to the last, and nothing moves at any page @all', async ({
    stage,
  }) => {
    test.setTimeout(300_000);
    const [ada, ben] = await stage.cast('Ada', 'Ben');
    const id = await stage.talk(ada, ben);
    await stage.house.fill({ conversationId: id, people: [ada.id, ben.id], count: 10_000 });
    await stage.house.as(ben.id, 'PUT', `/conversations/${id}/read`, { seq: 5_000 });
    const desk = await stage.sit(ben);
    await desk.open(ada);
    await expect(desk.message('Message 5001')).toBeInViewport();

    const up = await walk(desk.page, 'start', { until: 1 });
    expect(up).toMatchObject({ from: 1, gaps: 0 });
    expect(up.furthest).toBeLessThanOrEqual(ROUNDING);
    const down = await walk(desk.page, 'end', { until: 10_000 });
    expect(down).toMatchObject({ to: 10_000, gaps: 0 });
    expect(down.furthest).toBeLessThanOrEqual(ROUNDING);
    expect(Math.max(up.mostMessages, down.mostMessages)).toBeLessThanOrEqual(500);
  });
});
