import type { Scheduled } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { sitAtComposer } from '../testing/composer-desk.tsx';
import { click, type as fill, named } from '../testing/press.ts';
import { CONVERSATION_ID, conversationOf, messageOf, NOW, PEER, stubClient } from '../testing/stub-client.ts';

const scheduledOf = (change: Partial<Scheduled> = {}): Scheduled => ({
  id: '01900001-0000-7000-8000-0000000000aa',
  conversationId: CONVERSATION_ID,
  clientId: '01900001-0000-7000-8000-0000000000ab',
  content: 'Later',
  mentions: [],
  replyToId: null,
  sendAt: '2026-05-15T09:00:00.000Z',
  version: 3,
  state: 'waiting',
  error: null,
  createdAt: new Date(NOW).toISOString(),
  updatedAt: new Date(NOW).toISOString(),
  ...change,
});

async function settle() {
  await act(async () => {
    await Promise.all([import('./schedule-dialog.tsx'), import('./scheduled-list.tsx')]);
  });
  for (let turn = 0; turn < 5; turn += 1) await act(async () => undefined);
}

async function setUp({ waiting = [], count = 0 }: { waiting?: Scheduled[]; count?: number } = {}) {
  const stub = stubClient();
  let items = waiting;
  const scheduled = {
    list: vi.fn(async () => items),
    create: vi.fn(async (_id: string, options: { content: string; sendAt: string }) =>
      scheduledOf({ content: options.content, sendAt: options.sendAt }),
    ),
    change: vi.fn(async (_id: string, change: Partial<Scheduled>) => {
      const [first = scheduledOf()] = items;
      items = [{ ...first, ...change }];
      return { ...first, ...change };
    }),
    cancel: vi.fn(async () => {
      items = [];
    }),
    sendNow: vi.fn(async () => {
      items = [];
      return messageOf(1);
    }),
  };
  Object.assign(stub.client, { scheduled });
  const conversation = conversationOf({ scheduledCount: count });
  stub.client.conversations.participants = async () =>
    conversation.participants.map((each) => ({
      ...each,
      timeZone: each.userId === PEER.userId ? 'Asia/Tokyo' : 'UTC',
    }));
  HTMLDialogElement.prototype.showModal ??= function open(this: HTMLDialogElement) {
    this.open = true;
  };
  const desk = await sitAtComposer({ stub, conversation });
  const openMenu = async () => {
    await act(async () => {
      named('Send').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    });
    await act(async () => {
      await import('../parts/menu.tsx');
    });
  };
  const ask = async () => {
    await openMenu();
    await click('Schedule…', document);
    await settle();
  };
  return { ...desk, scheduled, openMenu, ask };
}

describe('sending later', () => {
  it('is offered by the menu of the send button, with times that suit and the clock of the other one', async () => {
    const desk = await setUp();
    await desk.type('Later *today*');
    await desk.ask();
    const choices = [...document.querySelectorAll('.ntr-schedule__choice')].map((each) => each.textContent);
    expect(choices.map((each) => each?.replace(/(Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*/, ''))).toEqual([
      'In an hour',
      'This evening',
      'Tomorrow morning',
      'Monday morning',
      'Another time',
    ]);
    expect(document.querySelector('.ntr-schedule__there')?.textContent).toBe('For Jonas it is then Fri 15 May, 1:42.');
    await click('Schedule');
    expect(desk.scheduled.create.mock.calls).toEqual([
      [CONVERSATION_ID, { content: 'Later *today*', sendAt: '2026-05-14T16:42:00.000Z' }],
    ]);
    expect([desk.area.value, desk.sent.length]).toEqual(['', 0]);
  });

  it('is put aside by Escape, also where lifting the finger has put the focus back on the button', async () => {
    const desk = await setUp();
    await desk.type('Later');
    await desk.openMenu();
    expect(document.querySelector('[role=menu]')).not.toBeNull();
    await act(async () => {
      named('Send').focus();
      named('Send').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    });
    expect(document.querySelector('[role=menu]')).toBeNull();
    expect(desk.area.value).toBe('Later');
  });

  it('keeps the text where the server refuses, and says why', async () => {
    const desk = await setUp();
    desk.scheduled.create.mockRejectedValue(Object.assign(new Error('no'), { code: 'unavailable' }));
    await desk.type('Precious');
    await desk.ask();
    await click('Schedule');
    await settle();
    expect(document.querySelector('dialog [role=alert]')?.textContent).toContain('It was not scheduled.');
    expect(desk.area.value).toBe('Precious');
  });

  it('takes no time that has passed', async () => {
    const desk = await setUp();
    await desk.type('Later');
    await desk.ask();
    await act(async () => {
      document.querySelectorAll<HTMLInputElement>('.ntr-schedule__choice input')[4]?.click();
    });
    const field = document.querySelector<HTMLInputElement>('input[type=datetime-local]');
    if (field === null) throw new Error('There is no field for a time.');
    await fill(field, '2026-05-14T15:00');
    expect(document.querySelector('dialog [role=alert]')?.textContent).toBe('This time has passed already.');
    expect((named('Schedule') as HTMLButtonElement).disabled).toBe(true);
    await fill(field, '2028-01-01T00:00');
    expect(document.querySelector('dialog [role=alert]')?.textContent).toBe('At most a year ahead.');
  });

  it('has a line that leads to what waits: to be changed, sent now or taken back', async () => {
    const desk = await setUp({ waiting: [scheduledOf()], count: 1 });
    await click('1 message scheduled');
    await settle();
    expect(document.querySelector('.ntr-scheduled__item')?.textContent).toContain('Later');
    await click('Change');
    const text = document.querySelector<HTMLTextAreaElement>('dialog textarea');
    if (text === null) throw new Error('There is no field for the text.');
    await fill(text, 'Rather later');
    await click('Save', document.querySelector('dialog') ?? document);
    await settle();
    expect(desk.scheduled.change.mock.calls).toEqual([
      [scheduledOf().id, { content: 'Rather later', mentions: [], version: 3 }],
    ]);
    await click('Cancel sending');
    await settle();
    expect(desk.scheduled.cancel).toHaveBeenCalledOnce();
    expect(desk.area.value).toBe('Rather later');
    expect(document.querySelector('dialog')?.textContent).toContain('Nothing is scheduled here.');
  });

  it('shows what became of one that was changed elsewhere', async () => {
    const desk = await setUp({ waiting: [scheduledOf()], count: 1 });
    desk.scheduled.sendNow.mockRejectedValue(
      Object.assign(new Error('gone'), { body: { type: '', title: '', status: 409, code: 'conflict', detail: '' } }),
    );
    await click('1 message scheduled');
    await settle();
    await click('Send now');
    await settle();
    expect(document.querySelector('dialog [role=alert]')?.textContent).toContain('changed or sent meanwhile');
    expect(desk.scheduled.list).toHaveBeenCalledTimes(2);
  });
});
