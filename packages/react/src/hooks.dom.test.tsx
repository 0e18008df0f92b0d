import type { Live, NatterClient } from '@natter/client';
import type { Me, Person } from '@natter/protocol';
import { act, StrictMode, useCallback } from 'react';
import { createRoot } from 'react-dom/client';
import { describe, expect, it } from 'vitest';
import { NatterProvider, useNatterClient } from './provider.tsx';
import { useDraft } from './use-draft.ts';
import { useOpened } from './use-live.ts';
import { asErrorBody, usePeople } from './use-people.ts';
import { useBlocks, useMe } from './use-state-of.ts';

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
          replyTo: () => null,
          watch: () => ({ getSnapshot: () => ({ content: '', replyToId: null }), subscribe: () => () => undefined }),
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

describe('a draft on another device', () => {
  it('is followed with what it answers, and is gone here when it was sent there', async () => {
    const live = liveOf<{ content: string; replyToId: string | null }>({ content: 'begun', replyToId: null });
    let write: (text: string) => void = () => undefined;
    const { text } = await mount(
      () => {
        const draft = useDraft('c1');
        write = draft.setText;
        return `${draft.text} ${draft.replyToId}`;
      },
      {
        drafts: {
          get: async () => live.getSnapshot().content,
          replyTo: () => live.getSnapshot().replyToId,
          set: (_key, content) => live.set({ ...live.getSnapshot(), content }),
          watch: () => live,
          flush: async () => undefined,
        },
      },
    );
    expect(text()).toBe('begun null');
    await act(async () => live.set({ content: 'begun there', replyToId: 'm1' }));
    expect(text()).toBe('begun there m1');
    await act(async () => write('begun here'));
    expect(text()).toBe('begun here m1');
    await act(async () => live.set({ content: '', replyToId: null }));
    expect(text()).toBe(' null');
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

/** A `Live` that the test sets. */
function liveOf<Value>(initial: Value): Live<Value> & { set(value: Value): void } {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => value,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      value = next;
      for (const listener of [...listeners]) listener();
    },
  };
}

const ME: Me = {
  ...{ userId: 'u', displayName: 'U', avatarUrl: null, tier: 'free', roles: [], suspendedUntil: null },
  settings: { readReceipts: true, typingIndicators: true, presence: true },
  can: { start: false, moderate: false },
};

describe('who I am', () => {
  it('changes without a reload', async () => {
    const myself = liveOf<Me | null>(null);
    const { text } = await mount(() => String(useMe()?.can.start ?? 'unknown'), { myself });
    expect(text()).toBe('unknown');
    await act(async () => myself.set(ME));
    expect(text()).toBe('false');
    await act(async () => myself.set({ ...ME, tier: 'privileged', can: { start: true, moderate: false } }));
    expect(text()).toBe('true');
  });
});

describe('blocks', () => {
  it('are asked for once they are shown, follow what is known, and say why they cannot be had', async () => {
    const people = liveOf<readonly Person[] | null>(null);
    let isDown = true;
    let ask: () => Promise<void> = async () => undefined;
    const nothing = async () => undefined;
    const list = async () => {
      if (isDown) throw Object.assign(new Error('off'), { code: 'unavailable' });
      people.set([{ userId: 'bob', displayName: 'Bob', avatarUrl: null }]);
      return people.getSnapshot() ?? [];
    };
    const { text } = await mount(
      () => {
        const blocks = useBlocks();
        ask = blocks.reload;
        return `${blocks.error?.code ?? 'fine'} ${blocks.people?.map((one) => one.displayName).join() ?? 'unknown'}`;
      },
      { blocks: { people, list, put: nothing, delete: nothing } },
    );
    expect(text()).toBe('unavailable unknown');
    isDown = false;
    await act(ask);
    expect(text()).toBe('fine Bob');
    await act(async () => people.set([]));
    expect(text()).toBe('fine ');
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
