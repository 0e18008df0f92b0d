import type { Message } from '@natter/protocol';
import { act, useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useUi } from '../base/ui-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { DESK_IDS, sitAtApp } from '../testing/app-desk.tsx';
import { click, named, press, settle, type } from '../testing/press.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { messageOf, stubClient } from '../testing/stub-client.ts';

const ME_ID = 'u-me';
const active = () => document.activeElement as HTMLElement | null;

async function sitDown() {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(700);
  HTMLDialogElement.prototype.showModal ??= function open(this: HTMLDialogElement) {
    this.open = true;
  };
  return sitAtApp();
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the focus is never lost', () => {
  it('when the row that has it is put away: the one that takes its place has it, and the last one at the end', async () => {
    const { get, show } = await sitDown();
    const [, , third, fourth] = DESK_IDS;
    await act(async () => get(`[data-id="${third}"]`).focus());
    await show(DESK_IDS.filter((id) => id !== third));
    expect(active()?.dataset['id']).toBe(fourth);
    await show(DESK_IDS.slice(0, 2));
    expect(active()?.dataset['id']).toBe(DESK_IDS[1]);
    await show([]);
    expect(active()?.textContent).toBe('All');
    await show(DESK_IDS);
    // Nobody was on it: nothing is taken from where one is.
    await act(async () => get('#ntr-composer').focus());
    await show([DESK_IDS[1]]);
    expect(active()?.id).toBe('ntr-composer');
  });

  it('when the reaction that had it is taken back, or a message beside a system line goes: it is on a message', async () => {
    const { thread, get, client } = await sitDown();
    const set = (messages: readonly Message[]) =>
      act(async () => thread.set({ ...thread.getSnapshot(), messages: [...messages] }));
    const { messages } = thread.getSnapshot();
    const [, ...others] = messages;
    const event = messageOf(2, { type: 'system', senderId: null, content: null, metadata: { event: 'other' } });
    await set([messageOf(1, { reactions: [{ emoji: '👍', count: 1, mine: true }] }), event, ...others.slice(1)]);
    client.messages.react = async () => {
      await set([messageOf(1), event, ...others.slice(1)]);
      return messageOf(1);
    };
    await act(async () => get('.ntr-reactions__chip').focus());
    await act(async () => get('.ntr-reactions__chip').click());
    expect(active()?.dataset['seq']).toBe('1');
    await set([event, ...others.slice(1)]);
    expect(active()?.dataset['seq']).toBe('3');
    // Whoever reads without the focus is not fetched, whatever arrives; whoever writes goes on writing.
    await act(async () => active()?.blur());
    await set([event, ...others.slice(1), messageOf(9)]);
    expect(active()).toBe(document.body);
    await act(async () => get('#ntr-composer').focus());
    await set([event, ...others.slice(2)]);
    expect(active()?.id).toBe('ntr-composer');
  });

  it('when what was done is taken back from its toast, or the toast goes: it is where one came from', async () => {
    const { get, all, pass } = await sitDown();
    const row = () => get(`[data-id="${DESK_IDS[0]}"]`);
    const reach = async () => {
      await act(async () => row().focus());
      await press('e');
      await settle();
      const undo = named('Undo', get('.ntr-toasts'));
      await act(async () => {
        // As the Tab key goes: from the row, which is told as what lost it.
        row().focus();
        undo.focus();
        undo.dispatchEvent(new FocusEvent('focusin', { bubbles: true, relatedTarget: row() }));
      });
      expect(active()).toBe(undo);
    };
    await reach();
    await click('Undo', get('.ntr-toasts'));
    expect(all('.ntr-toast')).toHaveLength(0);
    expect(active()?.dataset['id']).toBe(DESK_IDS[0]);
    await reach();
    await pass(5_000);
    expect(all('.ntr-toast')).toHaveLength(0);
    expect(active()?.dataset['id']).toBe(DESK_IDS[0]);
  });
});

describe('Escape', () => {
  it('closes names to choose from, then the reply, and leaves what was written and the focus', async () => {
    const { get, all } = await sitDown();
    await act(async () => {
      await import('../composer/composer-tools.tsx');
    });
    await act(async () => get('article[data-seq="2"]').focus());
    await press('r');
    await settle();
    const box = get<HTMLTextAreaElement>('#ntr-composer');
    expect(active()).toBe(box);
    await type(box, 'Ask @J');
    await act(async () => {
      box.setSelectionRange(6, 6);
      document.dispatchEvent(new Event('selectionchange'));
    });
    const seen = () => [all('.ntr-suggestions').length, all('.ntr-composer__mode').length];
    expect(seen()).toEqual([1, 1]);
    await press('Escape');
    expect(seen()).toEqual([0, 1]);
    await press('Escape');
    expect(seen()).toEqual([0, 0]);
    await press('Escape');
    expect(box.value).toBe('Ask @J');
    expect(active()).toBe(box);
  });
});

function Speaker() {
  const { announce } = useUi();
  return (
    <>
      <button type="button" onClick={() => announce('Copied')}>
        Say
      </button>
      <Dialog title="Asked" onClose={() => undefined}>
        <p>Something</p>
      </Dialog>
    </>
  );
}

function Lines() {
  const [lines, setLines] = useState(['one', 'two', 'three']);
  return (
    <Dialog title="Lines" onClose={() => undefined}>
      {lines.map((line) => (
        <button key={line} type="button" onClick={() => setLines(lines.filter((each) => each !== line))}>
          {line}
        </button>
      ))}
    </Dialog>
  );
}

describe('a dialog', () => {
  it('gives the focus of what goes from it to what takes its place, and takes it from nobody', async () => {
    HTMLDialogElement.prototype.showModal ??= function open(this: HTMLDialogElement) {
      this.open = true;
    };
    await renderUi(<Lines />, { client: stubClient().client });
    const remove = async (line: string) => {
      await act(async () => named(line).focus());
      await click(line);
      return active()?.textContent || active()?.getAttribute('aria-label');
    };
    expect(await remove('two')).toBe('three');
    expect(await remove('three')).toBe('one');
    await act(async () => named('one').blur());
    await click('one');
    expect(active()).toBe(document.body);
  });
});

describe('what is said', () => {
  it('is said in an open dialog too, where the rest of the page is silent, and the same words a second time', async () => {
    HTMLDialogElement.prototype.showModal ??= function open(this: HTMLDialogElement) {
      this.open = true;
    };
    const { platform, pass } = stillPlatform();
    const { get } = await renderUi(<Speaker />, { client: stubClient().client, platform });
    const outlet = () => get('dialog [role=status][aria-live=polite]');
    expect(outlet().textContent).toBe('');
    await click('Say');
    expect(outlet().textContent).toBe('Copied');
    const before = outlet().firstElementChild;
    await pass(1_000);
    await click('Say');
    expect(outlet().textContent).toBe('Copied');
    // Another element with the same words: without it nothing would have changed, and nothing be heard.
    expect(outlet().firstElementChild).not.toBe(before);
  });
});

describe('the label of a message', () => {
  it('has its words without markers, says that it is a poll, and all that became of it', async () => {
    const { thread, get } = await sitDown();
    const poll = {
      options: [
        { id: 1, text: 'Lake', votes: 1 },
        { id: 2, text: 'Hills', votes: 0 },
      ],
      ...{ multiple: false, anonymous: false, closedAt: null, voters: 1 },
    };
    const at = '2026-05-14T15:41:00.000Z';
    const label = async (change: Parameters<typeof messageOf>[1]) => {
      const view = thread.getSnapshot();
      await act(async () => thread.set({ ...view, messages: [messageOf(1, { createdAt: at, ...change })] }));
      return get('article')
        .getAttribute('aria-label')
        ?.replace(/[⁦-⁩]/g, '')
        .replace(/^Jonas, [^:]*15:41: /, '');
    };
    expect(await label({ content: '*Bold* and `code`' })).toBe('Bold and code');
    expect(await label({ type: 'poll', content: '_Where_ to?', metadata: { poll } })).toBe('Poll: Where to?');
    expect(
      await label({
        editedAt: at,
        metadata: { forwarded: true },
        reactions: [{ emoji: '👍', count: 2, mine: true }],
      }),
    ).toBe('Message 1. Forwarded. Edited. 👍, 2 reactions');
    expect(await label({ senderId: ME_ID, content: '~gone~' })).toMatch(/^You, .*: gone\. /);
  });
});
