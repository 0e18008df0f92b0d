import type { Page } from 'playwright';

/** What a walk through a thread's pages saw. Lengths in CSS pixels. */
export interface Walk {
  /** The first and the last `seq` on the page when it ended. */
  readonly from: number;
  readonly to: number;
  /** How often other messages were on the page than before. */
  readonly pages: number;
  /** The furthest that any message on the screen was seen away from its place, in any frame. */
  readonly furthest: number;
  /** The most messages that were on the page at once. */
  readonly mostMessages: number;
  /** Numbers that were missing or out of order on a page. */
  readonly gaps: number;
}

/**
 * Scrolls towards one end of a thread until it is reached, page after page, and looks in every frame whether what is on the
 * screen stays where it is while pages come and go.
 *
 * @param until ends the walk when this `seq` is on the page, or after `pages`
 */
export function walk(
  page: Page,
  towards: 'start' | 'end',
  { until, pages: limit = Number.POSITIVE_INFINITY }: { until: number; pages?: number },
): Promise<Walk> {
  return page.locator('.ntr-messages__box').evaluate(
    async (box, { towards, until, limit }) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const rows = () => [...box.querySelectorAll<HTMLElement>('[data-seq]')];
      const seqOf = (row: Element | undefined) => Number(row?.getAttribute('data-seq'));
      const ends = () => {
        const all = rows();
        return { from: seqOf(all[0]), to: seqOf(all.at(-1)), count: all.length };
      };
      const onScreen = () => {
        const edge = box.getBoundingClientRect();
        return rows().flatMap((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return bottom > edge.top && top < edge.bottom ? [{ seq: seqOf(row), top }] : [];
        });
      };
      let [pages, furthest, mostMessages, gaps] = [0, 0, 0, 0];
      /** Where what is on the screen stands; compared in each frame. */
      let places = onScreen();
      const compare = () => {
        for (const { seq, top } of places) {
          const row = box.querySelector(`[data-seq="${seq}"]`);
          furthest = Math.max(furthest, row === null ? 9_999 : Math.abs(row.getBoundingClientRect().top - top));
        }
      };
      const isThere = () => {
        const { from, to } = ends();
        return from <= until && until <= to;
      };
      while (!isThere() && pages < limit) {
        const before = ends();
        const fromEnd = () => box.scrollHeight - box.clientHeight - box.scrollTop;
        // First to where no page is fetched yet: what was far away gets its true height when it is first painted.
        if (towards === 'start') box.scrollTop = Math.min(box.scrollTop, 1_100);
        else box.scrollTop += Math.max(0, fromEnd() - 1_100);
        for (let painted = 0; painted < 4; painted += 1) await frame();
        // Then by a hand's breadth over the line.
        const way = towards === 'start' ? 800 - box.scrollTop : fromEnd() - 800;
        box.scrollTop += way;
        places = onScreen();
        const deadline = performance.now() + 10_000;
        let [now, settled] = [before, 0];
        while (settled < 3 && performance.now() < deadline) {
          await frame();
          compare();
          now = ends();
          if (now.from !== before.from || now.to !== before.to) settled += 1;
        }
        if (settled < 3) throw new Error(`No page came after ${JSON.stringify(before)} at ${box.scrollTop}`);
        const seqs = rows().map(seqOf);
        gaps += seqs.filter((seq, at) => at > 0 && seq !== (seqs[at - 1] ?? 0) + 1).length;
        pages += 1;
        mostMessages = Math.max(mostMessages, now.count);
      }
      const { from, to } = ends();
      return { from, to, pages, furthest, mostMessages, gaps };
    },
    { towards, until, limit },
  );
}
