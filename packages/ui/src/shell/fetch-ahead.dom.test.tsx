import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { Later } from '../base/later.tsx';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { stubClient } from '../testing/stub-client.ts';
import { type Fetch, useFetchAhead } from './fetch-ahead.ts';
import { Toasts } from './toasts.tsx';

function Page({ more }: { readonly more: readonly Fetch[] }) {
  useFetchAhead(more);
  return null;
}

/** A page that fetches `more` ahead; idle moments come when the test says so. */
async function pageWith(more: readonly Fetch[], state: 'live' | 'connecting' = 'live') {
  const { client, connection } = stubClient();
  const connecting = { state: 'connecting', attempt: 1, retryAt: null } as const;
  if (state === 'connecting') connection.set(connecting);
  const { platform } = stillPlatform();
  const waiting = new Set<() => void>();
  platform.whenIdle = (task) => {
    waiting.add(task);
    return () => waiting.delete(task);
  };
  await renderUi(<Page more={more} />, { client, platform });
  /** One idle moment after the other, until nobody waits for one. */
  const idle = async () => {
    while (waiting.size > 0) {
      const tasks = [...waiting];
      waiting.clear();
      for (const task of tasks) task();
      // The kit's own parts are real downloads.
      await act(() => new Promise((resolve) => setImmediate(resolve)));
    }
  };
  return {
    idle,
    waiting,
    lose: () => act(async () => connection.set(connecting)),
    come: () => act(async () => connection.set({ state: 'live' })),
  };
}

/** The kit's own parts come first, one in an idle moment each. */
const WHILE = { timeout: 10_000 };

describe('what is downloaded by need', () => {
  it('is fetched in idle moments while the connection stands', async () => {
    const fetched: string[] = [];
    const page = await pageWith([async () => fetched.push('door')], 'connecting');
    expect(page.waiting.size).toBe(0);
    await page.come();
    expect(fetched).toEqual([]);
    await expect
      .poll(
        async () => {
          await page.idle();
          return fetched;
        },
        // Each of the kit's own parts is read from the disk.
        { timeout: 10_000 },
      )
      .toEqual(['door']);
  });

  it('is not asked for when the connection has gone, and again when it is back', async () => {
    const fetched: string[] = [];
    const page = await pageWith([async () => fetched.push('door')]);
    await page.lose();
    await page.idle();
    expect(page.waiting.size).toBe(0);
    expect(fetched).toEqual([]);
    await page.come();
    await expect
      .poll(
        async () => {
          await page.idle();
          return fetched;
        },
        // Each of the kit's own parts is read from the disk.
        { timeout: 10_000 },
      )
      .toEqual(['door']);
  });

  it('is left alone after the first that cannot be had', async () => {
    const asked: string[] = [];
    const failing = async () => {
      asked.push('first');
      throw new TypeError('Failed to fetch dynamically imported module');
    };
    const page = await pageWith([failing, async () => asked.push('second')]);
    await expect
      .poll(async () => {
        await page.idle();
        return asked;
      }, WHILE)
      .toEqual(['first']);
    await page.idle();
    expect(asked).toEqual(['first']);
  });

  it('leaves the page as it is where it cannot be had, and says what helps', async () => {
    let closed = 0;
    const load = async () => {
      throw new TypeError('Failed to fetch dynamically imported module');
    };
    const { get } = await renderUi(
      <>
        <p id="page">The page</p>
        <Later load={load} props={{ onClose: () => closed++ }} />
        <Toasts onOpen={() => undefined} />
      </>,
      { client: stubClient().client },
    );
    expect(get('#page').textContent).toBe('The page');
    expect(get('.ntr-toast').textContent).toContain('This could not be loaded');
    expect(get('.ntr-toast .ntr-text-button').textContent).toBe('Reload');
    expect(closed).toBeGreaterThan(0);
  });
});
