import type { ClientNotice } from '@natter/client';
import type { ConversationId } from '@natter/protocol';
import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { CONVERSATION_ID, conversationOf, messageOf, stubClient } from '../testing/stub-client.ts';
import { Toasts } from './toasts.tsx';
import { useNoticeEffects } from './use-notice-effects.ts';

const ELSEWHERE = '01900001-0000-7000-8000-00000000beef';

function Listening({ openId }: { readonly openId: ConversationId | null }) {
  useNoticeEffects(openId);
  return (
    <>
      <div role="log" />
      <Toasts onOpen={() => undefined} />
    </>
  );
}

/** Somebody who has this conversation open, or none, with everything that is to be seen and heard. */
async function listen(openId: ConversationId | null, stored: Record<string, string> = {}) {
  const { client } = stubClient();
  const { platform, pass } = stillPlatform(stored);
  let chimes = 0;
  platform.chime = () => {
    chimes += 1;
  };
  let tell: (notice: ClientNotice) => void = () => undefined;
  client.onNotice = (listener) => {
    tell = listener;
    return () => undefined;
  };
  const ui = await renderUi(<Listening openId={openId} />, { client, platform });
  const arrive = (seq: number, mentionsMe = false) =>
    act(async () => tell({ kind: 'message', message: messageOf(seq), conversation: conversationOf(), mentionsMe }));
  const toasts = () => ui.all('.ntr-toast__words').map((each) => each.textContent);
  const spoken = () => ui.get('[role=status]').textContent;
  return {
    ...ui,
    tell: (notice: ClientNotice) => act(async () => tell(notice)),
    arrive,
    toasts,
    spoken,
    pass,
    chimes: () => chimes,
  };
}

/** How far the end of the open thread is from what one sees (px). */
const scrolledAway = (px: number) => vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(px);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a message that arrives', () => {
  it('is a toast and a sound where another conversation is open, and goes after its time', async () => {
    const { arrive, toasts, chimes, spoken, pass } = await listen(ELSEWHERE);
    await arrive(1);
    expect(toasts()).toEqual(['JonasMessage 1']);
    expect(spoken()).toBe('New message from Jonas');
    expect(chimes()).toBe(1);
    await pass(4_000);
    // The next one of the conversation takes its place, and has its whole time.
    await arrive(2);
    await pass(4_000);
    expect(toasts()).toEqual(['JonasMessage 2']);
    await pass(2_000);
    expect(toasts()).toEqual([]);
  });

  it('stays while somebody is at it, with the pointer or the focus, and has its whole time again afterwards', async () => {
    const { arrive, toasts, pass, get } = await listen(ELSEWHERE);
    // React hears of a pointer that comes in by the one that is over something else now.
    const move = (name: string) =>
      act(async () => get('.ntr-toast').dispatchEvent(new PointerEvent(name, { pointerType: 'mouse', bubbles: true })));
    await arrive(1);
    await move('pointerover');
    await pass(60_000);
    await arrive(2);
    await pass(60_000);
    expect(toasts()).toEqual(['JonasMessage 2']);
    await act(async () => get('.ntr-toast__close').focus());
    await move('pointerout');
    await pass(60_000);
    expect(toasts()).toEqual(['JonasMessage 2']);
    await act(async () => get('.ntr-toast__close').blur());
    await pass(5_000);
    expect(toasts()).toEqual(['JonasMessage 2']);
    await pass(1_000);
    expect(toasts()).toEqual([]);
    // One that is dismissed under the pointer holds nothing that comes later.
    await arrive(3);
    await move('pointerover');
    await act(async () => get('.ntr-toast__close').click());
    await arrive(4);
    await pass(6_000);
    expect(toasts()).toEqual([]);
  });

  it('makes neither in the open conversation at its end, and a sound where one has scrolled away from it', async () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    const { arrive, toasts, chimes } = await listen(CONVERSATION_ID);
    await arrive(1);
    expect(chimes()).toBe(0);
    scrolledAway(900);
    await arrive(2);
    expect(chimes()).toBe(1);
    expect(toasts()).toEqual([]);
  });

  it('is heard where nobody looks at the page, though its conversation is open', async () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    const { arrive, chimes } = await listen(CONVERSATION_ID);
    await arrive(1);
    expect(chimes()).toBe(1);
  });

  it('stands out where it mentions me, to the ear as well', async () => {
    const { arrive, toasts, spoken, all } = await listen(null);
    await arrive(1, true);
    expect(toasts()).toEqual(['Jonas mentioned youMessage 1']);
    expect(all('.ntr-toast__message[data-mention]')).toHaveLength(1);
    expect(spoken()).toBe('Jonas mentioned you');
  });

  it('is nothing to tell where nobody wrote it: what happened in a conversation is read there', async () => {
    const { tell, toasts, spoken, chimes } = await listen(null);
    const message = messageOf(1, { type: 'system', senderId: null, content: null, metadata: { event: 'other' } });
    await tell({ kind: 'message', message, conversation: conversationOf(), mentionsMe: false });
    expect([toasts(), spoken(), chimes()]).toEqual([[], '', 0]);
  });

  it('is silent and unseen where one has switched both off', async () => {
    const off = { 'natter:preferences': JSON.stringify({ sound: false, toasts: false }) };
    const { arrive, toasts, chimes } = await listen(null, off);
    await arrive(1);
    expect([toasts(), chimes()]).toEqual([[], 0]);
  });
});
