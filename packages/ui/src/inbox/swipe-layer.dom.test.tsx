import type { InboxItem } from '@natter/client';
import { NatterProvider } from '@natter/react';
import { act, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UiProvider } from '../shell/ui-provider.tsx';
import { settle } from '../testing/press.ts';
import { stillPlatform } from '../testing/render-ui.tsx';
import { CONVERSATION_ID, conversationOf, stubClient } from '../testing/stub-client.ts';
import { SwipeLayer } from './swipe-layer.tsx';
import type { SwipeRowsProps, ToolRequest } from './tool-request.ts';

interface Touch {
  readonly x: number;
  readonly y?: number;
  readonly atMs?: number;
}

function List({ items, ask }: Omit<SwipeRowsProps, 'boxRef'>) {
  const boxRef = useRef<HTMLDivElement>(null);
  return (
    <div ref={boxRef} id="box">
      <div data-row={CONVERSATION_ID}>
        <div className="ntr-option" />
      </div>
      <SwipeLayer boxRef={boxRef} items={items} ask={ask} />
    </div>
  );
}

/** One row that can be swiped, and a finger for it. */
async function showRow(direction: 'ltr' | 'rtl' = 'ltr', unreadCount = 0) {
  const { client } = stubClient();
  const { platform, pass } = stillPlatform();
  const asked: ToolRequest['what'][] = [];
  const conversation = conversationOf({ unreadCount });
  const items: InboxItem[] = [{ conversation, lastPending: null, draft: null, typing: [] }];
  const host = document.body.appendChild(document.createElement('div'));
  await act(async () => {
    createRoot(host).render(
      <NatterProvider client={client}>
        <UiProvider platform={platform} direction={direction} locale="en-GB" timeZone="UTC">
          <List items={items} ask={({ what }) => asked.push(what)} />
        </UiProvider>
      </NatterProvider>,
    );
  });
  await settle();
  const box = host.querySelector<HTMLElement>('#box');
  const option = host.querySelector<HTMLElement>('.ntr-option');
  if (box === null || option === null) throw new Error('The row is not there.');
  box.setPointerCapture = () => undefined;
  const touch = (type: string, { x, y = 300, atMs = 0 }: Touch, pointerType = 'touch') =>
    act(async () => {
      const init = { bubbles: true, pointerId: 1, pointerType, isPrimary: true, clientX: x, clientY: y };
      const event = new PointerEvent(type, init);
      Object.defineProperty(event, 'timeStamp', { value: atMs });
      option.dispatchEvent(event);
    });
  /** From one place to another at rest, in steps that are no throw. */
  const swipe = async (from: number, to: number, over: { endY?: number; pointerType?: string; end?: string } = {}) => {
    const { endY = 300, pointerType = 'touch', end = 'pointerup' } = over;
    await touch('pointerdown', { x: from }, pointerType);
    for (let step = 1; step <= 10; step += 1) {
      const place = { x: from + ((to - from) * step) / 10, y: 300 + ((endY - 300) * step) / 10, atMs: step * 100 };
      await touch('pointermove', place, pointerType);
    }
    await touch('pointermove', { x: to, y: endY, atMs: 1_600 }, pointerType);
    await touch(end, { x: to, y: endY, atMs: 1_700 }, pointerType);
  };
  const buttons = () => [...host.querySelectorAll('.ntr-tray__button')].map((each) => each.textContent);
  const tray = () => host.querySelector<HTMLElement>('.ntr-tray');
  const press = (label: string) =>
    act(async () => {
      const found = [...host.querySelectorAll<HTMLElement>('.ntr-tray__button')];
      found.find((each) => each.textContent === label)?.click();
    });
  return { asked, option, touch, swipe, buttons, tray, press, pass };
}

const WIDTH = window.innerWidth;

beforeEach(() => {
  document.body.innerHTML = '';
  Object.defineProperty(window, 'innerWidth', { value: 390, configurable: true });
});
afterEach(() => {
  Object.defineProperty(window, 'innerWidth', { value: WIDTH, configurable: true });
});

describe('swiping a row', () => {
  it('toward the start uncovers Mute, Archive and Delete, and leaves them open to be pressed', async () => {
    const { asked, option, swipe, buttons, press, pass, tray } = await showRow();
    await swipe(300, 150);
    expect(buttons()).toEqual(['Mute', 'Archive', 'Delete']);
    expect(option.style.transform).toBe('translateX(-228px)');
    await press('Archive');
    expect(asked).toEqual(['archive']);
    expect(option.style.transform).toBe('');
    await pass(300);
    expect(tray()).toBeNull();
  });

  it('is the other way round where lines run from right to left', async () => {
    const { option, swipe, buttons } = await showRow('rtl');
    await swipe(100, 250);
    expect(buttons()).toEqual(['Mute', 'Archive', 'Delete']);
    expect(option.style.transform).toBe('translateX(228px)');
  });

  it('toward the end, far enough, turns read into unread, and does nothing when it goes back', async () => {
    const { asked, option, swipe, pass, tray } = await showRow();
    await swipe(100, 160);
    expect(asked).toEqual([]);
    await swipe(100, 200);
    expect(asked).toEqual(['unread']);
    expect(option.style.transform).toBe('');
    await pass(300);
    expect(tray()).toBeNull();
  });

  it('counts as thrown when it was fast, however short the way', async () => {
    const { option, touch } = await showRow();
    await touch('pointerdown', { x: 300 });
    await touch('pointermove', { x: 280, atMs: 16 });
    await touch('pointermove', { x: 250, atMs: 32 });
    await touch('pointerup', { x: 250, atMs: 33 });
    expect(option.style.transform).toBe('translateX(-228px)');
  });

  it('leaves to the browser what goes up or down, begins at the edge of the screen, or is a mouse', async () => {
    const { swipe, tray, option } = await showRow();
    await swipe(300, 240, { endY: 420 });
    await swipe(385, 200);
    await swipe(300, 100, { pointerType: 'mouse' });
    expect(tray()).toBeNull();
    expect(option.style.transform).toBe('');
  });

  it('goes back where the browser takes the finger', async () => {
    const { swipe, option, asked, pass, tray } = await showRow();
    await swipe(300, 120, { end: 'pointercancel' });
    expect(option.style.transform).toBe('');
    await pass(300);
    expect([tray(), asked]).toEqual([null, []]);
  });

  it('is nothing to a screen reader or the Tab key, for which there is the menu', async () => {
    const { swipe, tray } = await showRow('ltr', 2);
    await swipe(300, 150);
    expect(tray()?.getAttribute('aria-hidden')).toBe('true');
    expect([...(tray()?.querySelectorAll('button') ?? [])].map((each) => each.tabIndex)).toEqual([-1, -1, -1]);
  });
});
