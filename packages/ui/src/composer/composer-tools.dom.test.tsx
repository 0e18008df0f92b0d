import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ComposerHandle } from '../base/slot-props.ts';
import { sitAtComposer } from '../testing/composer-desk.tsx';
import { click, press } from '../testing/press.ts';
import {
  CONVERSATION_ID,
  conversationOf,
  liveOf,
  ME,
  messageOf,
  NOW,
  PEER,
  stubClient,
} from '../testing/stub-client.ts';

const third = { ...PEER, userId: 'u-joan', displayName: 'Joan of Arc' };
const member = (person: typeof PEER) => ({
  ...person,
  role: 'member' as const,
  joinedAt: '2026-01-01T00:00:00.000Z',
  deliveredSeq: null,
  readSeq: null,
});
const conversation = conversationOf({ participants: [ME, PEER, third].map(member), participantCount: 3 });
const people = new Map([ME, PEER, third].map((each) => [each.userId, each]));
const own = (seq: number, content: string) =>
  messageOf(seq, { senderId: ME.userId, content, createdAt: new Date(NOW - 60_000).toISOString() });

type Edit = NonNullable<ReturnType<typeof stubClient>['client']['messages']['edit']>;

async function setUp(options: { edit?: Edit; messages?: ReturnType<typeof own>[] } = {}) {
  const stub = stubClient();
  const edit = vi.fn<Edit>(options.edit ?? (async () => messageOf(1)));
  stub.client.messages.edit = edit;
  const handle: { current: ComposerHandle | null } = { current: null };
  const desk = await sitAtComposer({
    stub,
    conversation,
    handle,
    view: { messages: options.messages ?? [own(1, 'first'), own(2, 'second')], pending: [], people },
  });
  const shown = () => desk.all('.ntr-suggestions__label').map((each) => each.textContent);
  return { ...desk, edit, handle, options: shown };
}

const refusal = (code: string) =>
  Object.assign(new Error(code), { body: { type: '', title: '', status: 409, code, detail: '' } });

afterEach(() => vi.restoreAllMocks());

describe('names to complete', () => {
  it('are offered after @ and letters; nothing is marked until an arrow key, and arrows walk round', async () => {
    const desk = await setUp();
    await desk.type('Hi @jo');
    expect(desk.options()).toEqual(['Jonas', 'Joan of Arc']);
    const list = desk.get('[role=listbox]');
    expect(desk.area.getAttribute('role')).toBeNull();
    expect(desk.area.getAttribute('aria-autocomplete')).toBe('list');
    expect(desk.area.getAttribute('aria-controls')).toBe(list.id);
    expect(desk.area.getAttribute('aria-activedescendant')).toBeNull();
    const marked = () =>
      desk.host.querySelector(`[id="${desk.area.getAttribute('aria-activedescendant')}"] .ntr-suggestions__label`)
        ?.textContent;
    await desk.press('ArrowDown');
    expect(marked()).toBe('Jonas');
    await desk.press('ArrowDown');
    await desk.press('ArrowDown');
    expect(marked()).toBe('Jonas');
    await desk.press('ArrowUp');
    expect(marked()).toBe('Joan of Arc');
  });

  it('are offered from the sign on, where Enter still sends as long as none is marked', async () => {
    const desk = await setUp();
    await desk.type('At nine @');
    expect(desk.options()).toContain('Jonas');
    await desk.press('ArrowDown');
    await desk.press('Enter');
    expect(desk.area.value).toBe('At nine @Jonas ');
    await desk.type('At nine @');
    await desk.press('Enter');
    expect(desk.area.value).toBe('');
  });

  it('are inserted by Enter or Tab and sent as mentions, with offsets in code points', async () => {
    const desk = await setUp();
    await desk.type('😀 hi @joa');
    await desk.press('Enter');
    expect(desk.area.value).toBe('😀 hi @Joan of Arc ');
    expect(desk.sent).toEqual([]);
    await desk.type('😀 hi @Joan of Arc and @jon');
    await desk.press('Tab');
    expect(desk.area.value).toBe('😀 hi @Joan of Arc and @Jonas ');
    await desk.press('Enter');
    expect(desk.sent).toEqual([
      [
        '😀 hi @Joan of Arc and @Jonas',
        {
          mentions: [
            { userId: third.userId, start: 5, end: 17 },
            { userId: PEER.userId, start: 22, end: 28 },
          ],
        },
      ],
    ]);
  });

  it('close by Escape until something else is begun, and Escape goes no further', async () => {
    const desk = await setUp();
    await desk.type('@jo');
    expect(await desk.press('Escape')).toBe(false);
    expect(desk.options()).toEqual([]);
    await desk.type('@jon');
    expect(desk.options()).toEqual([]);
    await desk.type('@jon, @j');
    expect(desk.options()).toHaveLength(2);
  });

  it('are plain text once they are damaged', async () => {
    const desk = await setUp();
    await desk.type('@Jonas');
    await desk.type('@Jona');
    await desk.press('Escape');
    await desk.press('Enter');
    expect(desk.sent).toEqual([['@Jona', {}]]);
  });

  it('come with a draft that is loaded', async () => {
    const stub = stubClient();
    stub.client.drafts.get = async () => 'Ask @Jonas first';
    const desk = await sitAtComposer({ stub, conversation });
    await desk.press('Enter');
    expect(desk.sent).toEqual([['Ask @Jonas first', { mentions: [{ userId: PEER.userId, start: 4, end: 10 }] }]]);
  });
});

describe('names of a larger group', () => {
  it('are asked for once, when the first @ is written', async () => {
    const stub = stubClient();
    let asked = 0;
    stub.client.conversations.participants = async () => {
      asked += 1;
      return [ME, PEER, third].map((each) => ({ ...member(each), timeZone: null }));
    };
    const large = conversationOf({ participants: [member(ME)], participantCount: 40 });
    const desk = await sitAtComposer({ stub, conversation: large });
    await desk.type('hello');
    expect(asked).toBe(0);
    await desk.type('@joa');
    await desk.press('Enter');
    await desk.press('Enter');
    expect(asked).toBe(1);
    expect(desk.sent).toEqual([['@Joan of Arc', { mentions: [{ userId: third.userId, start: 0, end: 12 }] }]]);
  });
});

describe('emoji by name', () => {
  it('are offered from two characters on, and inserted', async () => {
    const desk = await setUp();
    await desk.type('yes :thumbsu');
    await act(async () => {
      await import('../emoji/find-emoji.ts');
    });
    expect(desk.options()[0]).toContain('thumbs up');
    await desk.press('Enter');
    expect(desk.area.value).toBe('yes 👍 ');
    expect(desk.stored['natter:recent-emoji']).toBe('👍');
  });
});

describe('formatting', () => {
  it('is put around what is selected by its keys, and only with a modifier', async () => {
    const desk = await setUp();
    await desk.type('say hello');
    await desk.select(4, 9);
    expect(await desk.press('b', { code: 'KeyB' })).toBe(true);
    expect(await desk.press('b', { code: 'KeyB', ctrlKey: true })).toBe(false);
    expect(desk.area.value).toBe('say *hello*');
    expect([desk.area.selectionStart, desk.area.selectionEnd]).toEqual([5, 10]);
    await desk.press('b', { code: 'KeyB', metaKey: true });
    expect(desk.area.value).toBe('say hello');
  });

  it('has a toolbar of one stop, in which arrows move', async () => {
    const desk = await setUp();
    await desk.type('hello');
    await desk.select(0, 5);
    await click('Formatting');
    const buttons = desk.all('[role=toolbar] button');
    expect(buttons.filter((each) => each.tabIndex === 0)).toHaveLength(1);
    await click('Italic');
    expect(desk.area.value).toBe('_hello_');
    await act(async () => buttons[0]?.focus());
    await act(async () => {
      buttons[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
    });
    expect(document.activeElement).toBe(buttons[1]);
  });

  it('is in the one menu where there is no room for more, and leaves the focus to the field', async () => {
    const desk = await setUp();
    const items = () => desk.all('[role=menuitem]').map((each) => each.textContent);
    await click('Add to the message');
    expect(items()).toEqual(['Poll']);
    await press('Escape');
    desk.get('[aria-haspopup=menu]').style.setProperty('--ntr-narrow', '1');
    await click('Add to the message');
    expect(items()).toEqual(['Poll', 'Emoji', 'Formatting']);
    await act(async () => desk.all('[role=menuitem]')[2]?.click());
    await desk.pass(0);
    expect(desk.all('[role=toolbar]')).toHaveLength(1);
    expect(document.activeElement).toBe(desk.area);
  });

  it('is neither offered nor done by key where it is switched off', async () => {
    const stub = stubClient();
    const desk = await sitAtComposer({ stub, off: ['formatting'] });
    expect(desk.all('[aria-label="Formatting"]')).toHaveLength(0);
    await desk.type('hello');
    await desk.select(0, 5);
    expect(await desk.press('b', { code: 'KeyB', ctrlKey: true })).toBe(true);
    expect(desk.area.value).toBe('hello');
  });

  it('of what is pasted stays outside, and so do signs of no width', async () => {
    const desk = await setUp();
    const paste = (data: Record<string, string>) =>
      act(async () => {
        const event = new Event('paste', { bubbles: true, cancelable: true });
        Object.assign(event, { clipboardData: { getData: (type: string) => data[type] ?? '' } });
        desk.area.dispatchEvent(event);
      });
    await desk.type('a');
    await paste({ 'text/plain': 'b\u200bc\ufeff', 'text/html': '<b>x</b>' });
    expect(desk.area.value).toBe('abc');
    await paste({
      'text/html': '<p>One <b>two</b></p><script>x()</script><ul><li>three</li></ul><img src=x onerror=y>',
    });
    expect(desk.area.value).toBe('abcOne two\nthree');
  });
});

describe('answers', () => {
  it('stand above the box, go out with what is written, and are given up by Escape', async () => {
    const desk = await setUp();
    const asked = messageOf(7, { senderId: PEER.userId, content: '*Tea*?' });
    await act(async () => desk.handle.current?.reply(asked));
    expect(desk.get('.ntr-composer__mode').textContent).toContain('Reply to JonasTea?');
    expect(document.activeElement).toBe(desk.area);
    await desk.type('Yes');
    expect(await desk.press('Escape')).toBe(false);
    expect(desk.all('.ntr-composer__mode')).toHaveLength(0);
    expect(desk.area.value).toBe('Yes');
    await act(async () => desk.handle.current?.reply(asked));
    await desk.press('Enter');
    expect(desk.sent).toEqual([['Yes', { replyToId: asked.id }]]);
    expect(desk.all('.ntr-composer__mode')).toHaveLength(0);
  });
});

describe('a draft', () => {
  it('knows what it answers, also when it comes back or another device sends it', async () => {
    const stub = stubClient();
    const asked = messageOf(7, { senderId: PEER.userId, content: 'Tea?' });
    const draft = liveOf<{ content: string; replyToId: string | null }>({ content: 'Ye', replyToId: asked.id });
    Object.assign(stub.client.drafts, { get: async () => 'Ye', replyTo: () => asked.id, watch: () => draft });
    const desk = await sitAtComposer({ stub, conversation, view: { messages: [asked], pending: [], people } });
    expect(desk.get('.ntr-composer__mode').textContent).toContain('Tea?');
    await act(async () => draft.set({ content: 'Yes, please', replyToId: asked.id }));
    expect(desk.area.value).toBe('Yes, please');
    await act(async () => draft.set({ content: '', replyToId: null }));
    expect([desk.area.value, desk.all('.ntr-composer__mode').length]).toEqual(['', 0]);
  });
});

describe('edits', () => {
  it('begin with Up in an empty box at the last own message, walk by Up and Down, and end by Escape', async () => {
    const desk = await setUp();
    await desk.press('ArrowUp');
    expect(desk.area.value).toBe('second');
    expect(desk.get('.ntr-composer__mode').textContent).toContain('Editing');
    await desk.press('ArrowUp');
    expect(desk.area.value).toBe('first');
    await desk.press('ArrowDown');
    expect(desk.area.value).toBe('second');
    await desk.press('ArrowDown');
    expect(desk.area.value).toBe('');
    await desk.press('ArrowUp');
    await desk.press('Escape');
    expect([desk.area.value, desk.all('.ntr-composer__mode').length]).toEqual(['', 0]);
  });

  it('do not begin where something is written, nor with what is too old or of others', async () => {
    const old = messageOf(3, { senderId: ME.userId, createdAt: new Date(NOW - 16 * 60_000).toISOString() });
    const desk = await setUp({ messages: [old, messageOf(4, { senderId: PEER.userId })] });
    expect(await desk.press('ArrowUp')).toBe(true);
    const other = await setUp();
    await other.type('x');
    expect(await other.press('ArrowUp')).toBe(true);
    expect(other.area.value).toBe('x');
  });

  it('never touch what was half written before', async () => {
    const desk = await setUp();
    await desk.type('half written');
    const entry = { kind: 'sent' as const, message: own(2, 'second') };
    await act(async () => desk.handle.current?.edit(entry));
    expect(desk.area.value).toBe('second');
    await desk.type('second thought');
    expect(desk.calls.drafts.at(-1)).toEqual(['c1', 'half written']);
    await desk.press('Escape');
    expect(desk.area.value).toBe('half written');
  });

  it('are saved with the version they began with, and the box is as before', async () => {
    const desk = await setUp();
    await desk.press('ArrowUp');
    await desk.type('second, for @Jonas');
    await desk.press('Escape');
    await desk.press('ArrowUp');
    await desk.type('second, for @Jonas');
    await desk.press('Enter');
    expect(desk.edit.mock.calls).toEqual([
      [
        CONVERSATION_ID,
        own(2, '').id,
        { content: 'second, for @Jonas', mentions: [{ userId: PEER.userId, start: 12, end: 18 }], version: 1 },
      ],
    ]);
    expect([desk.area.value, desk.sent.length]).toEqual(['', 0]);
  });

  it('cost nothing where nothing was changed', async () => {
    const desk = await setUp();
    await desk.press('ArrowUp');
    await desk.press('Enter');
    expect([desk.edit.mock.calls.length, desk.area.value]).toEqual([0, '']);
  });

  it('that race another show the newer text beside mine, and let one choose', async () => {
    let refusals = 1;
    const desk = await setUp({
      edit: async () => {
        refusals -= 1;
        if (refusals >= 0) throw refusal('conflict');
        return messageOf(2);
      },
    });
    const newer = { ...own(2, 'from my phone'), version: 2 };
    desk.client.getConversationMessages = async () => ({
      items: [newer],
      people: [],
      fromSeq: 2,
      toSeq: 2,
      hasBefore: false,
      hasAfter: false,
    });
    await desk.press('ArrowUp');
    await desk.type('from my desk');
    await desk.press('Enter');
    expect(desk.get('[role=alert]').textContent).toContain('from my phone');
    expect(desk.area.value).toBe('from my desk');
    await click('Use mine');
    expect(desk.edit.mock.calls.at(-1)?.[2]).toMatchObject({ content: 'from my desk', version: 2 });
    expect([desk.area.value, desk.all('[role=alert]').length]).toEqual(['', 0]);
  });

  it('after the window keep the text, say so and offer to copy it', async () => {
    const desk = await setUp({
      edit: async () => {
        throw refusal('edit_window_over');
      },
    });
    await desk.press('ArrowUp');
    await desk.type('too late');
    await desk.press('Enter');
    expect(desk.get('[role=alert]').textContent).toContain('can no longer be edited');
    expect(desk.area.value).toBe('too late');
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await click('Copy my text');
    expect(writeText).toHaveBeenCalledWith('too late');
  });
});
