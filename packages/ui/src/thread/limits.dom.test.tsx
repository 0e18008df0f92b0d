import type { Conversation } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { Toasts } from '../shell/toasts.tsx';
import { click, settle } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import {
  CONVERSATION_ID,
  configOf,
  conversationOf,
  ME,
  meOf,
  messageOf,
  PEER,
  stubClient,
} from '../testing/stub-client.ts';
import { MessageThreadPage } from './message-thread-page.tsx';

const people = new Map([ME, PEER].map((each) => [each.userId, each]));
const page = (
  <>
    <MessageThreadPage conversationId={CONVERSATION_ID} />
    <Toasts onOpen={() => undefined} />
  </>
);

async function open(change: Partial<Conversation>, messages = [messageOf(1)]) {
  const stub = stubClient({ conversation: conversationOf(change), messages, people });
  stub.client.config = async () => configOf();
  const ui = await renderUi(page, { client: stub.client });
  await settle();
  return { ...stub, ...ui };
}
const cannot = (whyNot: Conversation['can']['whyNot']): Partial<Conversation> => ({
  can: { send: false, invite: false, ...(whyNot === undefined ? {} : { whyNot }) },
});

describe('where one may not write', () => {
  it('somebody whom one has blocked can be unblocked on the spot', async () => {
    const { get, calls } = await open({ ...cannot('blocked'), blocked: true });
    expect(get('.ntr-notice').textContent).toContain('You have blocked Jonas.');
    await click('Unblock');
    expect(calls.unblocked).toEqual([PEER.userId]);
    expect(get('.ntr-toast').textContent).toContain('Jonas is no longer blocked');
  });

  it('and it is said when unblocking did not work', async () => {
    const { client, get } = await open({ ...cannot('blocked'), blocked: true });
    client.blocks.delete = async () => {
      throw Object.assign(new Error('away'), { code: 'unavailable' });
    };
    await click('Unblock');
    expect(get('.ntr-toast').textContent).toContain('The server cannot be reached');
    expect(get<HTMLButtonElement>('.ntr-notice button').disabled).toBe(false);
  });

  it('a suspension says until when, as soon as that is known', async () => {
    const { get, myself } = await open(cannot('suspended'));
    expect(get('.ntr-notice').textContent).toContain('You may not write at the moment.');
    await act(async () => myself.set(meOf({ suspendedUntil: '2026-05-21T10:00:00.000Z' })));
    expect(get('.ntr-notice').textContent).toContain('until 21 May 2026 at 10:00');
  });

  it('a person out of reach is named', async () => {
    const { get, all } = await open(cannot('unreachable'));
    expect(get('.ntr-notice').textContent).toBe(
      'Jonas cannot be written to any more. You can still read what was said.',
    );
    expect(all('textarea')).toEqual([]);
  });
});

describe('the beginning of the history', () => {
  it('says that older messages have expired, and not that it is the beginning', async () => {
    const { get } = await open({ expiredSeq: 4, lastSeq: 5 }, [messageOf(5)]);
    expect(get('.ntr-thread-start').textContent).toContain('Older messages have expired.');
    expect(get('.ntr-thread-start').textContent).not.toContain('beginning');
  });

  it('says it also where nothing is left', async () => {
    const { get } = await open({ expiredSeq: 4, lastSeq: 4 }, []);
    expect(get('.ntr-thread-start').textContent).toContain('Older messages have expired.');
  });

  it('says nothing of it where what expired had been deleted by me before', async () => {
    const { get } = await open({ expiredSeq: 4, historyFrom: 5, lastSeq: 5 }, [messageOf(5)]);
    expect(get('.ntr-thread-start').textContent).toContain('This is the beginning');
  });
});

describe('somebody with an office', () => {
  const ruth = { ...PEER, office: 'owner' as const };
  it('has it beside the name, in the head, at the messages and for those who listen', async () => {
    const participants = conversationOf().participants.map((each) =>
      each.userId === PEER.userId ? { ...each, ...ruth } : each,
    );
    const stub = stubClient({
      conversation: conversationOf({ participants }),
      messages: [messageOf(1), messageOf(2)],
      people: new Map([ME, ruth].map((each) => [each.userId, each])),
    });
    const { all, get } = await renderUi(page, { client: stub.client });
    expect(get('.ntr-header .ntr-office').textContent).toBe('Store owner');
    // Once for a group, above its first message.
    expect(all('article .ntr-office')).toHaveLength(1);
    expect(get('article').getAttribute('aria-label')).toMatch(/^Jonas \(Store owner\), /);
  });

  it('and nobody else has', async () => {
    const { all } = await open({});
    expect(all('.ntr-office')).toEqual([]);
  });
});

describe('a message that was refused', () => {
  it('says in the server’s own words what is wrong with it', async () => {
    const stub = stubClient({
      conversation: conversationOf(),
      people,
      pending: [
        {
          clientId: '01900001-0000-7000-9000-000000000009',
          conversationId: CONVERSATION_ID,
          content: 'rubbish',
          mentions: [],
          replyToId: null,
          createdAt: '2026-05-14T15:41:00.000Z',
          state: 'failed',
          error: {
            code: 'invalid',
            detail: 'The request is not valid.',
            fields: [{ path: 'content', message: 'contains a word that is not wanted here' }],
          },
        },
      ],
    });
    const { get } = await renderUi(page, { client: stub.client });
    expect(get('.ntr-message__pending').textContent).toContain(
      'Not sent. Your message contains a word that is not wanted here.',
    );
  });
});
