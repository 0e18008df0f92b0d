import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DESK_IDS, sitAtApp } from '../testing/app-desk.tsx';
import { settle } from '../testing/press.ts';

type Held = Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', true>>;
type Pressed = readonly [key: string, code: string, held?: Held];

/** What pages and browsers use. */
const HOSTS: readonly Pressed[] = [
  ['k', 'KeyK', { ctrlKey: true }],
  ['k', 'KeyK', { metaKey: true }],
  ['f', 'KeyF', { ctrlKey: true }],
  ['p', 'KeyP', { ctrlKey: true }],
  ['s', 'KeyS', { metaKey: true }],
  ['j', 'KeyJ', { ctrlKey: true }],
  ['/', 'Slash', { ctrlKey: true }],
  ['z', 'KeyZ', { ctrlKey: true, shiftKey: true }],
  ['/', 'Slash'],
  ['g', 'KeyG'],
  ['j', 'KeyJ'],
  ['n', 'KeyN', { altKey: true }],
  ['c', 'KeyC', { altKey: true }],
  ['ArrowLeft', 'ArrowLeft', { altKey: true }],
  ['F5', 'F5'],
];
/** What the kit has for itself where it has the focus, and only there. */
const OURS_INSIDE: readonly Pressed[] = [
  ['?', 'Slash', { shiftKey: true }],
  ['ArrowDown', 'ArrowDown', { altKey: true }],
  ['ArrowDown', 'ArrowDown'],
  ['ArrowUp', 'ArrowUp'],
  ['Home', 'Home'],
  ['Enter', 'Enter'],
  ['Delete', 'Delete'],
  ['z', 'KeyZ', { ctrlKey: true }],
  ...['r', 'e', 'm', 'u', 'p', 's', 'f', 'i', 'c'].map((key): Pressed => [key, `Key${key.toUpperCase()}`]),
];

/** A page of somebody else, with handlers of its own, that embeds all of messaging beside a link and a field. */
async function embed() {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(700);
  HTMLDialogElement.prototype.showModal ??= function open(this: HTMLDialogElement) {
    this.open = true;
  };
  const desk = await sitAtApp();
  await act(async () => {
    await import('../keys/listen.ts');
  });
  await settle();
  const link = document.body.appendChild(document.createElement('button'));
  const field = document.body.appendChild(document.createElement('input'));
  const reached: string[] = [];
  const listen = (event: KeyboardEvent) => {
    if (!event.defaultPrevented) reached.push(event.key);
  };
  window.addEventListener('keydown', listen);
  stops.push(() => window.removeEventListener('keydown', listen));
  /** Presses each on this, and answers those that did not reach the page as free. */
  const taken = async (on: HTMLElement, all: readonly Pressed[]) => {
    const missing: string[] = [];
    for (const [key, code, held] of all) {
      on.focus();
      reached.length = 0;
      const event = new KeyboardEvent('keydown', { key, code, ...held, bubbles: true, cancelable: true });
      await act(async () => {
        on.dispatchEvent(event);
      });
      if (reached.length !== 1) missing.push([...Object.keys(held ?? {}), key].join(' '));
    }
    return missing;
  };
  return { ...desk, link, field, taken };
}

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.restoreAllMocks();
});

describe('keys of the page that embeds the kit', () => {
  it('all reach it while the focus is outside, those that the kit has inside too', async () => {
    const { link, field, taken, places } = await embed();
    expect(await taken(link, [...HOSTS, ...OURS_INSIDE])).toEqual([]);
    expect(await taken(field, [...HOSTS, ...OURS_INSIDE])).toEqual([]);
    expect(await taken(document.body, [...HOSTS, ...OURS_INSIDE])).toEqual([]);
    expect(places).toEqual([]);
  });

  it.each([
    ['a row', `[data-id="${DESK_IDS[0]}"]`],
    ['a message', 'article[data-seq="2"]'],
    ['the message box', '#ntr-composer'],
    ['the search', 'input[type=search]'],
    ['a button', '.ntr-inbox__head button'],
  ])('that are not the kit’s reach it from %s, too', async (_where, selector) => {
    const { get, taken } = await embed();
    expect(await taken(get(selector), HOSTS)).toEqual([]);
  });

  it('with Ctrl or ⌘ and Z reach it from a row and a message where there is nothing to take back', async () => {
    const { get, taken } = await embed();
    const undo: Pressed[] = [
      ['z', 'KeyZ', { ctrlKey: true }],
      ['z', 'KeyZ', { metaKey: true }],
    ];
    expect(await taken(get(`[data-id="${DESK_IDS[0]}"]`), undo)).toEqual([]);
    expect(await taken(get('article[data-seq="2"]'), undo)).toEqual([]);
  });
});
