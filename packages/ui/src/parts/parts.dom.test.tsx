import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { initialsOf } from '../base/names.ts';
import type { SendStatus } from '../base/slot-props.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { PEER, stubClient } from '../testing/stub-client.ts';
import { Avatar } from './avatar.tsx';
import { ConnectionStatus } from './connection-status.tsx';
import { placeBeside } from './menu.tsx';
import { JumpButton } from './separators.tsx';
import { Ticks } from './ticks.tsx';

const STATUSES: readonly SendStatus[] = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed'];

describe('the parts', () => {
  it('say in words how far a message has come, whatever their colour', async () => {
    const { all } = await renderUi(
      STATUSES.map((status) => <Ticks key={status} status={status} />),
      { client: stubClient().client },
    );
    expect(all('[role=img]').map((each) => each.getAttribute('aria-label'))).toEqual([
      'Waiting to be sent',
      'Sending',
      'Sent',
      'Delivered',
      'Read',
      'Not sent',
    ]);
  });

  it('draw two letters of a name in any script', () => {
    expect(['Jonas Weber', 'oskar', 'Clara von der Mühle', '佐藤 遥', '👩‍🚀 Ada'].map(initialsOf)).toEqual([
      'JW',
      'O',
      'CM',
      '佐遥',
      '👩‍🚀A',
    ]);
  });

  it('say that somebody is online, not only show it', async () => {
    const { get } = await renderUi(<Avatar person={PEER} online />, { client: stubClient().client });
    expect(get('.ntr-avatar__dot').textContent).toBe('Online');
  });

  it('name how many messages wait below', async () => {
    const { get } = await renderUi(<JumpButton count={120} onJump={() => undefined} />, {
      client: stubClient().client,
    });
    expect(get('button').getAttribute('aria-label')).toBe('Go to 120 new messages');
    expect(get('.ntr-badge').textContent).toBe('99+');
  });
});

describe('the connection banner', () => {
  it('keeps quiet about a hiccup, and speaks after two seconds, with what waits', async () => {
    const { client, connection, outbox } = stubClient();
    const { platform, pass } = stillPlatform();
    const { all, get } = await renderUi(<ConnectionStatus />, { client, platform });
    await act(async () => connection.set({ state: 'connecting', attempt: 1, retryAt: null }));
    await pass(1_900);
    expect(all('.ntr-connection')).toEqual([]);
    await act(async () => outbox.set({ queued: 2, failed: 0 }));
    await pass(200);
    expect(get('.ntr-connection').textContent).toBe('Connecting…2 messages will be sent');
    await act(async () => connection.set({ state: 'live' }));
    expect(all('.ntr-connection')).toEqual([]);
  });

  it('asks to sign in again at once when the server refuses', async () => {
    const { client, connection } = stubClient();
    let asked = 0;
    const { get } = await renderUi(<ConnectionStatus onSignIn={() => asked++} />, { client });
    await act(async () => connection.set({ state: 'refused', error: { code: 'unauthenticated', detail: '' } }));
    await act(async () => get('button').click());
    expect(asked).toBe(1);
  });
});

describe('placeBeside', () => {
  const menu = document.createElement('div');
  Object.defineProperty(menu, 'offsetWidth', { value: 200 });
  Object.defineProperty(menu, 'offsetHeight', { value: 100 });
  const placedAt = (anchor: DOMRect, dir: 'ltr' | 'rtl' = 'ltr') => {
    document.body.replaceChildren(menu);
    menu.style.direction = dir;
    placeBeside(menu, anchor);
    return menu.style.left;
  };

  it('goes on from where one pressed, in the direction of reading', () => {
    expect(placedAt(new DOMRect(400, 50, 0, 0))).toBe('400px');
    expect(placedAt(new DOMRect(400, 50, 0, 0), 'rtl')).toBe('200px');
  });

  it('ends where its button ends, and never outside the window', () => {
    expect(placedAt(new DOMRect(400, 50, 40, 40))).toBe('240px');
    expect(placedAt(new DOMRect(400, 50, 40, 40), 'rtl')).toBe('400px');
    expect(placedAt(new DOMRect(innerWidth - 20, 50, 0, 0))).toBe(`${innerWidth - 208}px`);
  });
});
