import type { Feature, Message } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { Toasts } from '../shell/toasts.tsx';
import { click, press, settle, type } from '../testing/press.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import {
  CONVERSATION_ID,
  configOf,
  conversationOf,
  ME,
  messageOf,
  NOW,
  PEER,
  stubClient,
} from '../testing/stub-client.ts';
import { MessageThreadPage } from './message-thread-page.tsx';

const people = new Map([ME, PEER].map((each) => [each.userId, each]));
const own = (seq: number, change: Partial<Message> = {}) => messageOf(seq, { senderId: ME.userId, ...change });
const page = (
  <>
    <MessageThreadPage conversationId={CONVERSATION_ID} />
    <Toasts onOpen={() => undefined} />
  </>
);

/** A thread with one message in it, its menu open, in a deployment without `off`. */
async function openMenu(message: Message, off: readonly Feature[] = []) {
  const stub = stubClient({ conversation: conversationOf({ lastSeq: message.seq }), messages: [message], people });
  const { features } = configOf();
  for (const feature of off) features[feature] = false;
  stub.client.config = async () => configOf({ features });
  const { platform, pass } = stillPlatform();
  const ui = await renderUi(page, { client: stub.client, platform });
  await settle();
  await act(async () => ui.get('article').focus());
  await press('Enter');
  await settle();
  const items = () => ui.all('.ntr-menu__item').map((each) => each.textContent);
  return { ...stub, ...ui, pass, items };
}

describe('the menu of a message', () => {
  it('offers with an own one to delete it for everyone, as long as there is time, and says how long', async () => {
    const twentyMinutesOld = new Date(NOW - 20 * 60_000).toISOString();
    const { items } = await openMenu(own(1, { createdAt: twentyMinutesOld }));
    expect(items()).toEqual([
      'Reply',
      'Copy text',
      'Forward…',
      'Star',
      'Details',
      'Mark unread from here',
      'Delete for me',
      'Delete for everyone…40 min left',
    ]);
  });

  it('opens by the keys that open menus elsewhere: one alone, and Shift with F10', async () => {
    const { get, all, items } = await openMenu(own(1));
    const asked = items();
    const shut = async () => {
      await press('Escape');
      expect(all('.ntr-menu')).toHaveLength(0);
      expect(document.activeElement).toBe(get('article'));
    };
    await shut();
    const byKey = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
    await act(async () => get('article').dispatchEvent(byKey));
    await settle();
    expect([byKey.defaultPrevented, items()]).toEqual([true, asked]);
    await shut();
    const f10 = new KeyboardEvent('keydown', { key: 'F10', shiftKey: true, bubbles: true, cancelable: true });
    await act(async () => get('article').dispatchEvent(f10));
    await settle();
    expect([f10.defaultPrevented, items()]).toEqual([true, asked]);
    // As the key comes up some browsers ask for a menu of their own where the focus is then.
    const late = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
    await act(async () => document.activeElement?.dispatchEvent(late));
    expect([late.defaultPrevented, all('.ntr-menu').length]).toEqual([true, 1]);
  });

  it('does not offer it once the hour is over', async () => {
    const { items } = await openMenu(own(1, { createdAt: new Date(NOW - LIMITS.deleteForEveryoneMs).toISOString() }));
    expect(items()).toEqual([
      'Reply',
      'Copy text',
      'Forward…',
      'Star',
      'Details',
      'Mark unread from here',
      'Delete for me',
    ]);
  });

  it('offers with that of somebody else to report it', async () => {
    const { items } = await openMenu(messageOf(1));
    expect(items()).toEqual([
      'Reply',
      'Copy text',
      'Forward…',
      'Star',
      'Details',
      'Mark unread from here',
      'Report…',
      'Delete for me',
    ]);
  });

  it('has nothing of what is switched off', async () => {
    const life: readonly Feature[] = ['reactions', 'editing', 'forwarding', 'starring'];
    const offered = async (message: Message, off: readonly Feature[]) =>
      (await openMenu(message, [...life, ...off])).items();
    expect(await offered(messageOf(1), ['reporting'])).toEqual([
      'Reply',
      'Copy text',
      'Details',
      'Mark unread from here',
      'Delete for me',
    ]);
    expect(await offered(messageOf(1), ['deletion'])).toEqual([
      'Reply',
      'Copy text',
      'Details',
      'Mark unread from here',
      'Report…',
    ]);
    expect(await offered(own(1), ['deletion'])).toEqual(['Reply', 'Copy text', 'Details', 'Mark unread from here']);
  });

  it('leaves of a deleted one only the way to be rid of its line', async () => {
    const { items, get } = await openMenu(messageOf(1, { content: null, deletedAt: new Date(NOW).toISOString() }));
    expect(items()).toEqual(['Delete for me']);
    expect(get('.ntr-message__bubble').textContent).toContain('This message was deleted');
  });
});

describe('deleting a message', () => {
  it('for me is done at once and can be undone for five seconds', async () => {
    const { client, get, all, pass } = await openMenu(messageOf(1));
    const asked: { afterMs: number | undefined; signal: AbortSignal | undefined }[] = [];
    client.messages.delete = async (_conversation, _id, { afterMs, signal } = {}) => {
      asked.push({ afterMs, signal });
      return true;
    };
    await click('Delete for me');
    expect(get('.ntr-toast').textContent).toContain('Deleted for you');
    await click('Undo');
    expect(asked.map(({ afterMs, signal }) => [afterMs, signal?.aborted])).toEqual([[5_000, true]]);
    await act(async () => get('article').focus());
    await press('Enter');
    await click('Delete for me');
    await pass(5_000);
    expect(all('.ntr-toast')).toEqual([]);
  });

  it('for everyone asks before, and says why where it came too late', async () => {
    const { client, get, calls } = await openMenu(own(1));
    await act(async () => get('.ntr-menu__item:last-child').click());
    await settle();
    expect(get('[role=alertdialog]').textContent).toContain('disappears for Jonas');
    await click('Cancel');
    expect(calls.deleted).toEqual([]);

    client.messages.delete = async () => {
      throw Object.assign(new Error('too late'), { code: 'delete_window_over' });
    };
    await act(async () => get('article').focus());
    await press('Enter');
    await act(async () => get('.ntr-menu__item:last-child').click());
    await settle();
    await click('Delete for everyone');
    await settle();
    expect(get('.ntr-toast').textContent).toContain('can no longer be deleted for everyone');
  });
});

describe('reporting a message', () => {
  const openReport = async (off: readonly Feature[] = []) => {
    const opened = await openMenu(messageOf(1), off);
    await click('Report…');
    await settle();
    return opened;
  };

  it('asks for a reason, takes a note, says who will see it, and offers to block afterwards', async () => {
    const { calls, get } = await openReport();
    const dialog = get('dialog');
    expect(dialog.textContent).toContain('Message 1');
    expect(dialog.textContent).toContain('Goes to the staff of the store, with the message and your name.');
    expect(get<HTMLButtonElement>('dialog [type=submit]').disabled).toBe(true);
    await act(async () => get<HTMLInputElement>('[value=harassment]').click());
    await type(get<HTMLTextAreaElement>('dialog textarea'), '  The third time  ');
    await click('Send report');
    expect(calls.reported).toEqual([[messageOf(1).id, { reason: 'harassment', note: 'The third time' }]]);
    expect(get('dialog').textContent).toContain('the staff will look at it');
    expect(document.activeElement?.textContent).toBe('Done');
    await click('Block Jonas…');
    await settle();
    expect(get('dialog').textContent).toContain('Jonas is not told');
    await click('Block');
    expect(calls.blocked).toEqual([PEER.userId]);
    expect(document.querySelector('dialog')).toBeNull();
  });

  it('does not offer to block where that is switched off', async () => {
    const { get } = await openReport(['blocking']);
    await act(async () => get<HTMLInputElement>('[value=spam]').click());
    await click('Send report');
    expect(get('dialog').textContent).not.toContain('Block');
  });

  it('keeps what was written and says why, when it could not be sent', async () => {
    const { client, get } = await openReport();
    client.messages.report = async () => {
      throw Object.assign(new Error('no network'), { code: 'unavailable' });
    };
    await act(async () => get<HTMLInputElement>('[value=other]').click());
    await type(get<HTMLTextAreaElement>('dialog textarea'), 'Note');
    await click('Send report');
    expect(get('[role=alert]').textContent).toContain('The report was not sent. The server cannot be reached');
    expect(get<HTMLTextAreaElement>('dialog textarea').value).toBe('Note');
    expect(get<HTMLButtonElement>('dialog [type=submit]').disabled).toBe(false);
  });

  it('refuses a note that is too long before it is sent', async () => {
    const { get } = await openReport();
    await act(async () => get<HTMLInputElement>('[value=other]').click());
    await type(get<HTMLTextAreaElement>('dialog textarea'), 'x'.repeat(LIMITS.noteLength + 2));
    expect(get('.ntr-field__left').textContent).toBe('2 characters too many');
    expect(get<HTMLButtonElement>('dialog [type=submit]').disabled).toBe(true);
  });
});

describe('the details of a message', () => {
  it('say when it disappears, and who has it', async () => {
    const { client, get, all } = await openMenu(own(1, { expiresAt: '2026-06-13T15:42:00.000Z' }));
    client.messages.receipts = vi.fn(async () => ({
      delivered: [{ userId: PEER.userId, at: '2026-05-14T15:00:00.000Z' }],
      read: [],
    }));
    await click('Details');
    await settle();
    expect(all('dt').map((each) => each.textContent)).toEqual(['Sent', 'Delivered', 'Read', 'Disappears']);
    expect(all('dd').map((each) => each.textContent)).toEqual([
      expect.stringContaining('14 May 2026'),
      expect.stringContaining('15:00'),
      'Not known just now',
      expect.stringContaining('13 June 2026'),
    ]);
    expect(get('dialog').textContent).toContain('About this message');
  });

  it('ask nobody who has read it where receipts are switched off', async () => {
    const { client, all } = await openMenu(own(1), ['receipts']);
    client.messages.receipts = vi.fn();
    await click('Details');
    await settle();
    expect(all('dt').map((each) => each.textContent)).toEqual(['Sent', 'Disappears']);
    expect(client.messages.receipts).not.toHaveBeenCalled();
  });
});
