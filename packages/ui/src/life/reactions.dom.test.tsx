import type { Message, Reactions } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { Toasts } from '../shell/toasts.tsx';
import { click, named, press, settle } from '../testing/press.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { CONVERSATION_ID, configOf, conversationOf, ME, messageOf, PEER, stubClient } from '../testing/stub-client.ts';
import { MessageThreadPage } from '../thread/message-thread-page.tsx';

const people = new Map([ME, PEER].map((each) => [each.userId, each]));
const liked = { reactions: [{ emoji: '👍', count: 2, mine: true }] };

interface SceneOptions {
  readonly off?: readonly ('reactions' | 'editing')[];
  readonly canSend?: boolean;
}

async function openThread(message: Message, { off = [], canSend = true }: SceneOptions = {}) {
  const conversation = conversationOf({ lastSeq: 1, can: { send: canSend, invite: false } });
  const stub = stubClient({ conversation, messages: [message], people });
  const { features } = configOf();
  for (const feature of off) features[feature] = false;
  stub.client.config = async () => configOf({ features });
  const { platform, pass } = stillPlatform();
  const ui = await renderUi(
    <>
      <MessageThreadPage conversationId={CONVERSATION_ID} />
      <Toasts onOpen={() => undefined} />
    </>,
    { client: stub.client, platform },
  );
  await settle();
  const openMenu = async () => {
    await act(async () => ui.get('article').focus());
    await press('Enter');
    await settle();
  };
  return { ...stub, ...ui, pass, openMenu };
}

const chip = () => named('👍, 2 reactions');
const bar = () => [...document.querySelectorAll<HTMLElement>('.ntr-react-bar [role^=menuitem]')];

describe('the reactions under a message', () => {
  it('say how many there are and which are mine, and are part of its name', async () => {
    const { get } = await openThread(messageOf(1, liked));
    expect(chip().getAttribute('aria-pressed')).toBe('true');
    expect(get('article').getAttribute('aria-label')).toContain('👍, 2 reactions');
  });

  it('are taken back and added by a press, and an error says why not', async () => {
    const { client, calls, get } = await openThread(messageOf(1, liked));
    await act(async () => chip().click());
    expect(calls.life).toEqual([['react', messageOf(1).id, '👍', false]]);
    client.messages.react = async () => {
      throw Object.assign(new Error('no'), { code: 'conflict' });
    };
    await act(async () => chip().click());
    await settle();
    expect(get('.ntr-toast').textContent).toContain('That did not work.');
  });

  it('tell who it was where one may not react, by the right button, and from the menu', async () => {
    const known: Reactions = {
      items: [
        { emoji: '👍', userId: PEER.userId, at: '2026-05-14T15:00:00.000Z' },
        { emoji: '👍', userId: ME.userId, at: '2026-05-14T15:01:00.000Z' },
      ],
      people: [ME, PEER],
    };
    const { client, calls, get, all } = await openThread(messageOf(1, liked), { canSend: false });
    client.messages.reactions = async () => known;
    await act(async () => chip().click());
    // The menu's part is downloaded first, then the dialog's, then the answer comes.
    await expect
      .poll(async () => {
        await settle();
        return all('dialog li').length;
      })
      .toBe(2);
    expect(calls.life).toEqual([]);
    expect(all('dialog li').map((each) => each.querySelector('.ntr-who__name')?.textContent)).toEqual([
      expect.stringContaining('Jonas'),
      expect.stringContaining('You'),
    ]);
    // I may not write here, so there is nothing to take back either.
    expect(get('dialog').textContent).not.toContain('Take back');
  });

  it('say who it was to a mouse that rests on them', async () => {
    const { client } = await openThread(messageOf(1, liked));
    const at = '2026-05-14T15:00:00.000Z';
    client.messages.reactions = async () => ({
      items: [PEER, ME].map(({ userId }) => ({ emoji: '👍', userId, at })),
      people: [ME, PEER],
    });
    const over = new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' });
    await act(async () => chip().dispatchEvent(over));
    await expect.poll(() => chip().title).toBe('Jonas and You');
  });

  it('are not there where they are switched off, and neither is what leads to them', async () => {
    const { all, openMenu } = await openThread(messageOf(1, liked), { off: ['reactions'] });
    expect(all('.ntr-reactions, .ntr-message__react')).toEqual([]);
    await openMenu();
    expect(bar()).toEqual([]);
  });
});

describe('the quick row of a menu', () => {
  it('is one stop above the actions, with Left and Right along it', async () => {
    const { openMenu, calls } = await openThread(messageOf(1, liked));
    await openMenu();
    expect(document.activeElement?.textContent).toBe('Reply');
    await press('ArrowUp');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('👍');
    expect(document.activeElement?.getAttribute('aria-checked')).toBe('true');
    await press('ArrowRight');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('❤️');
    await press('ArrowDown');
    expect(document.activeElement?.textContent).toBe('Reply');
    await press('ArrowUp');
    await act(async () => (document.activeElement as HTMLElement).click());
    expect(calls.life).toEqual([['react', messageOf(1).id, '❤️', true]]);
  });

  it('shows what I reacted with beside the six', async () => {
    const { openMenu } = await openThread(messageOf(1, { reactions: [{ emoji: '🐶', count: 1, mine: true }] }));
    await openMenu();
    expect(bar().map((each) => each.getAttribute('aria-label'))).toEqual([
      ...['👍', '❤️', '😂', '😮', '😢', '🙏', '🐶'],
      'More reactions',
    ]);
  });

  it('is offered by a button beside the message', async () => {
    const { all } = await openThread(messageOf(1));
    await click('React');
    await settle();
    expect(bar()).toHaveLength(7);
    expect(all('.ntr-menu__item')).toEqual([]);
  });

  it('comes with the menu under a finger that stays, and its end presses nothing', async () => {
    const { get, pass, calls } = await openThread(messageOf(1, liked));
    const touch = (type: string) =>
      act(async () => {
        const event = new PointerEvent(type, { bubbles: true, pointerType: 'touch', clientX: 20, clientY: 20 });
        get('.ntr-message__text').dispatchEvent(event);
      });
    await touch('pointerdown');
    await pass(600);
    await touch('pointerup');
    await settle();
    expect(bar()).toHaveLength(7);
    expect(calls.life).toEqual([]);
  });

  it('is not offered for what is deleted', async () => {
    const gone = messageOf(1, { content: null, deletedAt: '2026-05-14T15:00:00.000Z' });
    const { all, openMenu } = await openThread(gone);
    expect(all('.ntr-message__react')).toEqual([]);
    await openMenu();
    expect(bar()).toEqual([]);
  });
});

describe('what a message tells beside its words', () => {
  it('is seen and heard: edited, forwarded, starred, disappearing', async () => {
    const marked = messageOf(1, {
      editedAt: '2026-05-14T15:30:00.000Z',
      metadata: { forwarded: true },
      expiresAt: new Date(Date.parse(messageOf(1).createdAt) + 3_600_000).toISOString(),
    });
    const { thread, get } = await openThread(marked);
    await act(async () => thread.set({ ...thread.getSnapshot(), starred: new Set([1]) }));
    expect(get('article').getAttribute('aria-label')).toContain('Message 1. Forwarded. Edited. Starred. Disappears');
    expect(get('.ntr-message__forwarded').textContent).toBe('Forwarded');
  });
});
