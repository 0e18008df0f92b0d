import type { InboxItem, NatterClient, PendingMessage } from '@natter/client';
import type { Message, PollInfo } from '@natter/protocol';
import { act, type ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import { DeleteForEveryone } from '../safety/delete-for-everyone.tsx';
import { Toasts } from '../shell/toasts.tsx';
import { click, press, settle, type } from '../testing/press.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { configOf, conversationOf, liveOf, ME, messageOf, NOW, PEER, stubClient } from '../testing/stub-client.ts';
import { DisappearingChoice } from './disappearing-choice.tsx';
import { EditHistory } from './edit-history.tsx';
import { ForwardDialog } from './forward-dialog.tsx';
import { PollDialog } from './poll-dialog.tsx';
import { PollView } from './poll-view.tsx';

async function show(part: ReactNode, prepare: (client: NatterClient) => void = () => undefined) {
  const stub = stubClient();
  stub.client.config = async () => configOf();
  prepare(stub.client);
  const { platform, pass } = stillPlatform();
  const ui = await renderUi(
    <>
      {part}
      <Toasts onOpen={() => undefined} />
    </>,
    { client: stub.client, platform },
  );
  await settle();
  return { ...stub, ...ui, pass };
}

const refused =
  (code: string, detail = '') =>
  async () => {
    throw Object.assign(new Error(code), { code, body: { code, detail } });
  };

const info = (change: Partial<PollInfo> = {}): PollInfo => ({
  options: [
    { id: 1, text: 'Saturday', votes: 1 },
    { id: 2, text: 'Sunday', votes: 3 },
  ],
  multiple: false,
  anonymous: false,
  voters: 4,
  closedAt: null,
  ...change,
});
const pollMessage = (poll: PollInfo, change: Partial<Message> = {}) =>
  messageOf(1, { type: 'poll', content: 'Which day?', metadata: { poll }, votes: [2], ...change });
const shown = (poll: PollInfo, change: Partial<Message> = {}) =>
  show(<PollView entry={{ kind: 'sent', message: pollMessage(poll, change) }} isReadOnly={false} />);

describe('a poll in a thread', () => {
  it('says what each answer has and which is mine, as a group of choices', async () => {
    const { get, all } = await shown(info());
    expect(get('[role=radiogroup]').getAttribute('aria-label')).toBe('Which day? Choose one');
    expect(
      all('[role=radio]').map((each) => [each.getAttribute('aria-label'), each.getAttribute('aria-checked')]),
    ).toEqual([
      ['Saturday, 1 vote, 25%', 'false'],
      ['Sunday, 3 votes, 75%', 'true'],
    ]);
  });

  it('is voted in by a press; going along it by key is no vote yet', async () => {
    const { all, calls } = await shown(info());
    await act(async () => all('[role=radio]')[1]?.focus());
    await press('ArrowDown');
    expect(document.activeElement).toBe(all('[role=radio]')[0]);
    expect(calls.life).toEqual([]);
    await act(async () => all('[role=radio]')[0]?.click());
    expect(calls.life).toEqual([['vote', messageOf(1).id, [1]]]);
  });

  it('takes several answers where it allows them, and the whole vote back', async () => {
    const { all, calls } = await shown(info({ multiple: true }));
    await act(async () => all('[role=checkbox]')[0]?.click());
    await act(async () => all('[role=checkbox]')[1]?.click());
    await click('Take back my vote');
    expect(calls.life.map(([, , ids]) => ids)).toEqual([[1, 2], [], []]);
  });

  it('offers no vote once it is closed, to whom may not act, and before it is sent', async () => {
    const closed = await shown(info({ closedAt: '2026-05-14T15:00:00.000Z' }), { senderId: ME.userId });
    expect(closed.get('.ntr-poll__about').textContent).toBe('Closed');
    expect(closed.get('[role=radio]').getAttribute('aria-disabled')).toBe('true');
    expect(closed.host.textContent).not.toContain('Close poll');
    const message: PendingMessage = {
      clientId: messageOf(2).id,
      conversationId: messageOf(2).conversationId,
      content: 'Which day?',
      mentions: [],
      replyToId: null,
      poll: { options: ['Saturday', 'Sunday'] },
      createdAt: messageOf(2).createdAt,
      state: 'queued',
      error: null,
    };
    const waiting = await show(<PollView entry={{ kind: 'pending', message }} isReadOnly={false} />);
    expect(waiting.all('[role=radio]').map((each) => each.getAttribute('aria-disabled'))).toEqual(['true', 'true']);
    expect(waiting.host.textContent).not.toContain('voted');
  });

  it('does not lead to who voted where it is anonymous', async () => {
    expect((await shown(info())).host.textContent).toContain('Show votes');
    expect((await shown(info({ anonymous: true }))).host.textContent).not.toContain('Show votes');
  });
});

describe('a new poll', () => {
  const open = () => show(<PollDialog conversationId="c" maxLength={1_000} onClose={() => undefined} />);

  it('says what it lacks, and goes out once it lacks nothing', async () => {
    const sent: unknown[] = [];
    const { client, get, all } = await open();
    client.messages.send = async (_id, options) => {
      sent.push(options);
      return { clientId: messageOf(9).id, committed: Promise.resolve(messageOf(9)) };
    };
    await click('Send poll');
    expect(get('[role=alert]').textContent).toBe('A poll needs a question.');
    await type(get<HTMLTextAreaElement>('textarea'), ' Which day? ');
    const fields = () => all('input[type=text]') as HTMLInputElement[];
    await type(fields()[0] ?? new HTMLInputElement(), 'Saturday');
    await type(fields()[1] ?? new HTMLInputElement(), 'Sunday');
    // One to go on in.
    expect(fields()).toHaveLength(3);
    await act(async () => get<HTMLInputElement>('[role=switch]').click());
    await click('Send poll');
    expect(sent).toEqual([
      { content: 'Which day?', poll: { options: ['Saturday', 'Sunday'], multiple: true, anonymous: false } },
    ]);
  });
});

describe('the versions of a message', () => {
  it('stand with the present one first, what changed said as well as marked', async () => {
    const at = '2026-05-14T15:00:00.000Z';
    const { all } = await show(<EditHistory message={messageOf(1)} onClose={() => undefined} />, ({ messages }) => {
      messages.versions = async () => ({
        items: [
          { version: 1, content: 'At ten', mentions: [], at },
          { version: 2, content: 'At eleven', mentions: [], at },
        ],
      });
    });
    expect(all('li').map((each) => each.querySelector('strong')?.textContent)).toEqual(['Now', 'As it was sent']);
    expect(all('ins').map((each) => each.textContent)).toEqual(['added: eleven']);
    expect(all('del').map((each) => each.textContent)).toEqual(['removed: ten']);
  });

  it('can be asked for again where they did not come', async () => {
    const { get } = await show(<EditHistory message={messageOf(1)} onClose={() => undefined} />, ({ messages }) => {
      messages.versions = refused('unavailable');
    });
    expect(get('[role=alert]').textContent).toContain('The server cannot be reached right now.');
    await click('Try again');
  });
});

describe('forwarding', () => {
  const item = (number: number, name: string, send = true): InboxItem => {
    const peer = { ...PEER, userId: `u-${number}`, displayName: name };
    const base = conversationOf({ id: `0190000${number}-0000-7000-8000-000000000000` });
    const [me, other] = base.participants;
    const participants = me && other ? [me, { ...other, ...peer }] : [];
    const can = { send, invite: false };
    return { conversation: { ...base, participants, can }, lastPending: null, draft: null, typing: [] };
  };
  const open = (prepare: (client: NatterClient) => void = () => undefined, onClose: () => void = () => undefined) =>
    show(<ForwardDialog message={messageOf(1)} onClose={onClose} />, (client) => {
      client.conversations.open = () => ({
        ...liveOf({
          items: [item(1, 'Ann'), item(2, 'Bo'), item(3, 'Cy', false)],
          hasMore: false,
          loading: false,
          error: null,
        }),
        loadMore: async () => undefined,
        close: () => undefined,
      });
      prepare(client);
    });
  const options = (all: (selector: string) => HTMLElement[]) =>
    all('[role=option] .ntr-name').map((each) => each.textContent);

  it('offers whom one may write to, conversations first, each person once', async () => {
    const { all } = await open();
    expect(options(all)).toEqual(['Ann', 'Bo', 'Jonas']);
  });

  it('is done by the keyboard alone, to several at once', async () => {
    let closed = 0;
    const { all, get, calls } = await open(undefined, () => {
      closed += 1;
    });
    await act(async () => get('[role=combobox]').focus());
    await press('Enter');
    await press('ArrowDown');
    await press('Enter');
    expect(all('[role=option]').map((each) => each.getAttribute('aria-selected'))).toEqual(['true', 'true', 'false']);
    await click('Forward to 2');
    await settle();
    const ids = [item(1, '').conversation.id, item(2, '').conversation.id];
    expect(calls.life).toEqual([['forward', messageOf(1).id, ids]]);
    expect([closed, get('.ntr-toast').textContent]).toEqual([1, expect.stringContaining('Forwarded to Ann and Bo')]);
  });

  it('shows the server’s own sentence where it was too often, and what became of each where it was partly refused', async () => {
    const left = 'You can forward this message 1 more time.';
    const { client, get, all } = await open(({ messages }) => {
      messages.forward = refused('conflict', left);
    });
    await act(async () => all('[role=option]')[0]?.click());
    await act(async () => all('[role=option]')[1]?.click());
    await click('Forward to 2');
    await settle();
    expect(get('[role=alert]').textContent).toBe(left);
    client.messages.forward = async (_id, _message, [, second = '']) => ({
      messages: [],
      refused: [{ conversationId: second, code: 'not_allowed', detail: '' }],
    });
    await click('Forward to 2');
    await settle();
    expect(all('dialog li').map((each) => each.querySelector('.ntr-who__time')?.textContent)).toEqual([
      'Forwarded',
      'This person cannot be messaged.',
    ]);
  });
});

describe('how long messages stay', () => {
  it('is chosen, said, and taken back where the server refuses', async () => {
    const conversation = conversationOf({ disappearAfter: null });
    const { client, calls, get, all } = await show(<DisappearingChoice conversation={conversation} />);
    const radios = () => all('input[type=radio]') as HTMLInputElement[];
    expect(all('label').map((each) => each.textContent)).toEqual([
      ...['Off', '1 hour', '1 day', '7 days', '90 days', 'Other…'],
    ]);
    await act(async () => radios()[2]?.click());
    await settle();
    expect(calls.life).toEqual([['setDisappearing', 86_400]]);
    expect(get('.ntr-toast').textContent).toContain('New messages disappear after 1 day');
    client.conversations.setDisappearing = refused('forbidden');
    await act(async () => radios()[0]?.click());
    await settle();
    expect(radios().map((each) => each.checked)).toEqual([false, false, true, false, false, false]);
  });

  it('can be any time between a minute and a year', async () => {
    const { calls, all, get } = await show(<DisappearingChoice conversation={conversationOf()} />);
    await act(async () => (all('input[type=radio]').at(-1) as HTMLInputElement).click());
    await type(get<HTMLInputElement>('input[type=number]'), '400');
    expect(get<HTMLButtonElement>('button[type=submit]').disabled).toBe(true);
    await type(get<HTMLInputElement>('input[type=number]'), '3');
    await click('Set');
    expect(calls.life).toEqual([['setDisappearing', 3 * 86_400]]);
  });
});

describe('the time left to delete for everyone', () => {
  it('runs down while one thinks, and closes the question when it is over', async () => {
    let closed = 0;
    let now = NOW;
    const message = messageOf(1, { createdAt: new Date(NOW - 58.5 * 60_000).toISOString(), senderId: ME.userId });
    const part = (
      <DeleteForEveryone
        message={message}
        name="Jonas"
        onClose={() => {
          closed += 1;
        }}
        onFailed={() => undefined}
      />
    );
    const { get, pass } = await show(part, (client) => {
      client.serverNow = () => now;
    });
    expect(get('[role=alertdialog]').textContent).toContain('for 2 minutes');
    now += 60_000;
    await pass(1_000);
    expect(get('[role=alertdialog]').textContent).toContain('for 1 minute.');
    now += 60_000;
    await pass(1_000);
    expect(closed).toBeGreaterThan(0);
    expect(get('.ntr-toast').textContent).toContain('can no longer be deleted for everyone');
  });
});
