import type { NatterClient } from '@natter/client';
import { act, StrictMode, useCallback } from 'react';
import { createRoot } from 'react-dom/client';
import { describe, expect, it } from 'vitest';
import { NatterProvider, useNatterClient } from './provider.tsx';
import { useDraft } from './use-draft.ts';
import { useOpened } from './use-live.ts';
import { asErrorBody, usePeople } from './use-people.ts';

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);

/** A promise that the test settles. */
function later<Value>() {
  let settle: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

/** Renders one component below a client that has only what the test gives it. */
async function mount(Shown: () => string, parts: Partial<NatterClient>) {
  const host = document.createElement('div');
  const root = createRoot(host);
  const client = parts as NatterClient;
  const show = () =>
    act(async () =>
      root.render(
        <StrictMode>
          <NatterProvider client={client}>
            <Shown />
          </NatterProvider>
        </StrictMode>,
      ),
    );
  await show();
  return { text: () => host.textContent, show, leave: () => act(async () => root.unmount()) };
}

describe('a handle that is open while it is on screen', () => {
  it('leaves none open, also where effects run twice', async () => {
    let [opened, closed] = [0, 0];
    const { leave } = await mount(() => {
      const open = useCallback(() => {
        opened += 1;
        return { close: () => (closed += 1) };
      }, []);
      return useOpened(open) === null ? 'closed' : 'open';
    }, {});
    expect(opened - closed).toBe(1);
    await leave();
    expect(opened - closed).toBe(0);
  });
});

describe('a draft', () => {
  it('that is typed before the stored one is read wins over it', async () => {
    const stored = later<string>();
    const kept: string[] = [];
    let write: (text: string) => void = () => undefined;
    const { text } = await mount(
      () => {
        const draft = useDraft('c1');
        write = draft.setText;
        return draft.text;
      },
      {
        drafts: {
          get: () => stored.promise,
          set: (_key, content) => kept.push(content),
          flush: async () => undefined,
        },
      },
    );
    await act(async () => write('typed'));
    await act(async () => stored.settle('stored'));
    expect(text()).toBe('typed');
    expect(kept).toEqual(['typed']);
  });
});

describe('people', () => {
  it('shows the answer to the last question, whichever comes last', async () => {
    const answers = { a: later<string>(), ab: later<string>() };
    let q: keyof typeof answers = 'a';
    const { text, show } = await mount(
      () =>
        usePeople(q)
          .items.map((each) => each.displayName)
          .join(),
      {
        people: {
          search: async ({ q: asked }) => ({
            items: [{ userId: 'u', displayName: await answers[asked === 'ab' ? 'ab' : 'a'].promise, avatarUrl: null }],
            nextCursor: null,
          }),
        },
      },
    );
    q = 'ab';
    await show();
    await act(async () => answers.ab.settle('new'));
    await act(async () => answers.a.settle('old'));
    expect(text()).toBe('new');
  });
});

describe('errors', () => {
  it('keep their code, and are "unavailable" where they have none of ours', () => {
    expect(asErrorBody(Object.assign(new Error('no'), { code: 'rate_limited' })).code).toBe('rate_limited');
    expect(asErrorBody(new TypeError('Failed to fetch')).code).toBe('unavailable');
    expect(asErrorBody(Object.assign(new Error(''), { code: 'ECONNRESET' })).code).toBe('unavailable');
  });
});

function Bare() {
  return useNatterClient().userId;
}

describe('hooks without a provider', () => {
  it('say what is missing', async () => {
    const root = createRoot(document.createElement('div'), { onUncaughtError: () => undefined });
    await expect(act(async () => root.render(<Bare />))).rejects.toThrow('<NatterProvider');
  });
});
