import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DESK_IDS, sitAtApp } from '../testing/app-desk.tsx';
import { settle, type } from '../testing/press.ts';
import { CONVERSATION_ID } from '../testing/stub-client.ts';
import { keyGroups } from './sheet-groups.ts';
import { type Keys, type KeysOption, keyCaps } from './shortcuts.ts';

const PAGE: KeysOption = { scope: 'page' };
const ROWS = 10;

type Desk = Awaited<ReturnType<typeof sitAtApp>>;

/** The event of a combination as a keyboard sends it; a letter's sign is small, and a sign has what writes it. */
function eventOf(keys: Keys): KeyboardEvent {
  const parts = keys.split('+');
  const name = keys.endsWith('+') ? '+' : (parts.pop() ?? '');
  const key = name === 'Space' ? ' ' : name.length === 1 ? name.toLowerCase() : name;
  const code = /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : name;
  return new KeyboardEvent('keydown', {
    key,
    code,
    ctrlKey: parts.includes('Mod'),
    altKey: parts.includes('Alt'),
    shiftKey: parts.includes('Shift') || key === '?',
    bubbles: true,
    cancelable: true,
  });
}

/** Presses what the sheet says, on what has the focus, and waits for what comes of it. Answers whether it was ours. */
async function press(keys: Keys): Promise<boolean> {
  const event = eventOf(keys);
  await act(async () => {
    document.activeElement?.dispatchEvent(event);
  });
  await settle();
  return event.defaultPrevented;
}

const focusOn = (find: () => HTMLElement) => act(async () => find().focus());
const row = (desk: Desk, at: number) => desk.get(`[data-id="${DESK_IDS[at]}"]`);
const message = (desk: Desk, seq: number) => desk.get(`article[data-seq="${seq}"]`);
const box = (desk: Desk) => desk.get<HTMLTextAreaElement>('#ntr-composer');
const focusedSeq = () => (document.activeElement as HTMLElement | null)?.dataset['seq'];
const focusedRow = () => (document.activeElement as HTMLElement | null)?.dataset['id'];
const menu = () => document.querySelector('[role=menu]')?.getAttribute('aria-label') ?? null;
const dialog = () => document.querySelector('dialog[open] h2')?.textContent ?? null;
const went = (desk: Desk) => {
  const last = desk.places.at(-1);
  return last?.page === 'thread' ? DESK_IDS.indexOf(last.conversationId as (typeof DESK_IDS)[number]) : last?.page;
};

/** What a line of the sheet promises: where the focus is first, and what is so after each of its ways, in their order. */
interface Promised {
  readonly from: (desk: Desk) => HTMLElement;
  readonly looks: readonly ((desk: Desk) => unknown)[];
  readonly are: readonly unknown[];
}

const inBox = (text: string, look: (desk: Desk) => unknown, is: unknown): Promised & { text: string } => ({
  ...{ from: box, text, looks: [look], are: [is] },
});
const boxText = (desk: Desk) => box(desk).value;
const onRow = (looks: Promised['looks'], are: Promised['are'], at = 1): Promised => ({
  from: (d) => row(d, at),
  looks,
  are,
});
const onMessage = (seq: number, look: (desk: Desk) => unknown, is: unknown, ways = 1): Promised => ({
  from: (desk) => message(desk, seq),
  looks: Array.from({ length: ways }, () => look),
  are: Array.from({ length: ways }, () => is),
});
const lastPatch = (desk: Desk) => desk.patched.at(-1)?.[1];
const lastDone = (desk: Desk) => desk.calls.life.at(-1)?.slice(0, 1);
const mode = (desk: Desk) => desk.get('.ntr-composer__title').textContent;

const PROMISED: Readonly<Record<string, Promised & { readonly text?: string }>> = {
  'everywhere/previous': { from: box, looks: [went], are: [0] },
  'everywhere/next': { from: box, looks: [went], are: [2] },
  'everywhere/previousUnread': { from: box, looks: [went], are: [0] },
  'everywhere/nextUnread': { from: box, looks: [went], are: [3] },
  'everywhere/search': { from: box, looks: [() => document.activeElement?.getAttribute('type')], are: ['search'] },
  'everywhere/new': { from: box, looks: [went], are: ['new'] },
  'everywhere/composer': {
    from: (desk) => row(desk, 1),
    looks: [() => document.activeElement?.id],
    are: ['ntr-composer'],
  },
  'everywhere/newest': { from: box, looks: [focusedSeq], are: ['4'] },
  'everywhere/sheet': { from: box, looks: [dialog], are: ['Keyboard shortcuts'] },
  'list/move': onRow([focusedRow, focusedRow], [DESK_IDS[0], DESK_IDS[2]]),
  'list/ends': onRow([focusedRow, focusedRow], [DESK_IDS[0], DESK_IDS[3]]),
  'list/pages': onRow([focusedRow, focusedRow], [DESK_IDS[0], DESK_IDS[3]]),
  'list/open': onRow([went, went], [2, 2], 2),
  'list/rowMenu': onRow([menu], ['Conversation options']),
  'list/pin': onRow([lastPatch], [{ isPinned: true }]),
  'list/mute': onRow([menu], ['Mute for how long?']),
  'list/unread': onRow([lastPatch], [{ markedUnread: true }]),
  'list/archive': onRow([lastPatch], [{ isArchived: true }]),
  'list/delete': onRow([(desk) => desk.removed, (desk) => desk.removed], [[CONVERSATION_ID], [CONVERSATION_ID]]),
  'thread/moveMessages': { from: (d) => message(d, 2), looks: [focusedSeq, focusedSeq], are: ['1', '3'] },
  'thread/ends': { from: (d) => message(d, 2), looks: [focusedSeq, focusedSeq], are: ['1', '4'] },
  'thread/back': onMessage(2, () => document.activeElement?.id, 'ntr-composer'),
  'message/actions': onMessage(2, menu, 'Message options'),
  'message/react': onMessage(2, menu, 'React'),
  'message/reply': onMessage(2, mode, 'Reply to Jonas'),
  'message/edit': onMessage(4, mode, 'Editing'),
  'message/star': onMessage(2, lastDone, ['star']),
  'message/forward': onMessage(2, dialog, 'Forward'),
  'message/copy': onMessage(2, () => vi.mocked(navigator.clipboard.writeText).mock.lastCall, ['Message 2']),
  'message/details': onMessage(2, dialog, 'About this message'),
  'message/unreadFromHere': onMessage(2, lastPatch, { markedUnread: true, unreadFrom: 2 }),
  'message/delete': onMessage(2, (desk) => desk.calls.deleted.at(-1)?.[1], 'me', 2),
  'writing/send': { ...inBox('Hello', ({ calls }) => calls.sent.map(([, text]) => text), ['Hello']) },
  'writing/newLine': inBox('Hello', ({ calls }) => calls.sent, []),
  'writing/editLast': inBox('', mode, 'Editing'),
  // With the first letter of a name.
  'writing/mention': inBox('@J', () => document.querySelector('.ntr-suggestions bdi')?.textContent, 'Jonas'),
  'writing/emoji': inBox(':smi', () => document.querySelector('.ntr-suggestions') !== null, true),
  'writing/bold': inBox('word', boxText, 'word**'),
  'writing/italic': inBox('word', boxText, 'word__'),
  'writing/strike': inBox('word', boxText, 'word~~'),
  'writing/code': inBox('word', boxText, 'word``'),
  'writing/numbers': inBox('word', boxText, '1. word'),
  'writing/bullets': inBox('word', boxText, '- word'),
  'writing/quote': inBox('word', boxText, '> word'),
  'writing/escape': inBox('word', boxText, 'word'),
};

/** Lines with a journey of their own below. */
const APART = ['list/undo', 'message/undo'];
/** Typed, not pressed. */
const TYPED = new Set(['writing/mention', 'writing/emoji']);
/** Left to the browser, or for the page. */
const NOT_TAKEN = new Set([...TYPED, 'writing/newLine']);

const LINES = keyGroups(PAGE, true, true).flatMap(({ title, lines }) =>
  lines.map(({ text, ways }) => ({ name: `${title.slice(5)}/${text.slice(5)}`, ways })),
);

async function sitDown(): Promise<Desk> {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(70 * ROWS);
  vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  HTMLDialogElement.prototype.showModal ??= function open(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLElement.prototype.checkVisibility ??= () => true;
  const desk = await sitAtApp({ keys: PAGE });
  await act(async () => {
    await Promise.all([
      import('./listen.ts'),
      import('./shortcut-sheet.tsx'),
      import('../life/dialogs.ts'),
      import('../composer/composer-tools.tsx'),
      import('../emoji/find-emoji.ts'),
    ]);
  });
  await settle();
  return desk;
}

describe('the sheet of keys', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('has a line for each key there is, and each line is tried here', () => {
    expect(LINES.map(({ name }) => name).sort()).toEqual([...Object.keys(PROMISED), ...APART].sort());
  });

  it.each(LINES.filter(({ name }) => name in PROMISED))('tells the truth: $name', async ({ name, ways }) => {
    const promised = PROMISED[name];
    if (promised === undefined) throw new Error(`Nothing is promised of ${name}`);
    for (const [at, keys] of ways.entries()) {
      const desk = await sitDown();
      await focusOn(() => promised.from(desk));
      if (promised.text !== undefined) {
        await type(box(desk), promised.text);
        const { length } = promised.text;
        await act(async () => {
          box(desk).setSelectionRange(length, length);
          document.dispatchEvent(new Event('selectionchange'));
        });
        await settle();
      }
      if (!TYPED.has(name)) expect([keys, await press(keys)]).toEqual([keys, !NOT_TAKEN.has(name)]);
      const look = promised.looks[at] ?? promised.looks[0];
      expect([keys, look?.(desk)]).toEqual([keys, promised.looks[at] ? promised.are[at] : promised.are[0]]);
    }
  });

  it('takes the last thing back, from a row as from a message', async () => {
    const desk = await sitDown();
    await focusOn(() => row(desk, 2));
    await press('Delete');
    expect(desk.removed).toEqual([DESK_IDS[2]]);
    expect(await press('Mod+Z')).toBe(true);
    expect(desk.removed).toEqual([]);
    await focusOn(() => message(desk, 2));
    await press('Delete');
    await settle();
    expect(desk.all('.ntr-toast')).toHaveLength(1);
    expect(await press('Mod+Z')).toBe(true);
    expect(desk.all('.ntr-toast')).toHaveLength(0);
  });

  it('has nothing of formatting where that is off, nor of keys that are, and the other way to send', () => {
    const words = (groups: ReturnType<typeof keyGroups>) =>
      groups.map(({ title, lines }) => [title.slice(5), ...lines.map(({ text }) => text.slice(5))]);
    const [first, ...others] = words(keyGroups({ scope: 'off' }, false, false));
    expect(first?.[0]).toBe('list');
    expect(others.at(-1)).toEqual(['writing', 'send', 'newLine', 'editLast', 'mention', 'emoji', 'escape']);
    const writing = keyGroups(PAGE, false, true).at(-1)?.lines;
    expect(writing?.[0]).toEqual({ text: 'keys.send', ways: ['Mod+Enter'] });
    expect(keyCaps('Mod+Shift+7', false)).toEqual(['Ctrl', 'Shift', '7']);
  });
});
