import type { Person } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { ConversationListPage } from '../inbox/conversation-list-page.tsx';
import { MessagingApp } from '../shell/messaging-app.tsx';
import { click, press, settle, type } from '../testing/press.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { configOf, conversationOf, meOf, PEER, stubClient } from '../testing/stub-client.ts';
import { MessageUserButton } from './message-user-button.tsx';
import { NewConversationPage } from './new-conversation-page.tsx';

const nothing = () => undefined;

/** The client of somebody who may answer and not begin. */
function replyOnly(mayStart = false) {
  const stub = stubClient();
  stub.myself.set(meOf({ tier: 'free', can: { start: mayStart, moderate: false } }));
  stub.client.config = async () => configOf();
  return stub;
}

describe('a button on a profile, for those who may not begin', () => {
  it('stays, explains, and leads to where that can be changed', async () => {
    const { client } = replyOnly();
    const begun: Person[] = [];
    let asked = 0;
    const { get, all } = await renderUi(
      <MessageUserButton
        person={PEER}
        onOpen={nothing}
        onNew={(person) => begun.push(person)}
        upgradeHref="/memberships"
        onUpgrade={() => asked++}
      />,
      { client },
    );
    expect(all('.ntr-upgrade')).toEqual([]);
    await click('Message Jonas');
    expect(begun).toEqual([]);
    expect(get('[role=status] .ntr-upgrade').textContent).toContain('To start a conversation yourself');
    const link = get<HTMLAnchorElement>('.ntr-upgrade a');
    expect(link.getAttribute('href')).toBe('/memberships');
    await act(async () => link.click());
    expect(asked).toBe(1);
  });

  it('opens the conversation that there is', async () => {
    const { client } = replyOnly();
    client.getUserConversations = async () => ({ items: [conversationOf()], nextCursor: null });
    const opened: string[] = [];
    const { all } = await renderUi(
      <MessageUserButton person={PEER} onOpen={(id) => opened.push(id)} onNew={nothing} />,
      {
        client,
      },
    );
    await click('Message Jonas');
    expect(opened).toEqual([conversationOf().id]);
    expect(all('.ntr-upgrade')).toEqual([]);
  });

  it('begins one for those who may, also while that is not known yet', async () => {
    for (const client of [replyOnly(true).client, stubClient().client]) {
      const begun: string[] = [];
      await renderUi(<MessageUserButton person={PEER} onOpen={nothing} onNew={({ userId }) => begun.push(userId)} />, {
        client,
      });
      await click('Message Jonas');
      expect(begun).toEqual([PEER.userId]);
    }
  });

  it('asks whether one may where that is not known yet', async () => {
    const { client, myself } = stubClient();
    const me = meOf({ can: { start: false, moderate: false } });
    client.me = async () => {
      myself.set(me);
      return me;
    };
    const begun: Person[] = [];
    const { all } = await renderUi(
      <MessageUserButton person={PEER} onOpen={nothing} onNew={(person) => begun.push(person)} />,
      { client },
    );
    await click('Message Jonas');
    await settle();
    expect(begun).toEqual([]);
    expect(all('[role=status] .ntr-upgrade')).toHaveLength(1);
  });

  it('stops explaining when the membership changes', async () => {
    const { client, myself } = replyOnly();
    const { all } = await renderUi(<MessageUserButton person={PEER} onOpen={nothing} onNew={nothing} />, { client });
    await click('Message Jonas');
    expect(all('.ntr-upgrade')).toHaveLength(1);
    await act(async () => myself.set(meOf()));
    expect(all('.ntr-upgrade')).toEqual([]);
  });
});

describe('a new conversation, for those who may not begin', () => {
  it('says so above the people, of whom those one knows can be opened', async () => {
    const { get, all } = await renderUi(<NewConversationPage onPick={nothing} onOpen={nothing} />, {
      client: replyOnly().client,
    });
    expect(get('.ntr-upgrade').textContent).toContain('Replies are included');
    // A host that has no page about memberships gave no address of one.
    expect(all('.ntr-upgrade a, .ntr-upgrade button')).toEqual([]);
    // The notes to oneself, and one person.
    expect(all('[role=option]')).toHaveLength(2);
  });

  it('has no message box for a person one has not written with', async () => {
    const { get, all } = await renderUi(<NewConversationPage participant={PEER} onPick={nothing} onOpen={nothing} />, {
      client: replyOnly().client,
    });
    expect(all('textarea')).toEqual([]);
    expect(get('.ntr-notice').textContent).toContain('Replies are included');
    expect(get('.ntr-thread-start').textContent).not.toContain('The first message is yours');
  });

  it('shows the server’s own sentence where it refused what the page allowed', async () => {
    const { client } = replyOnly(true);
    const body = { code: 'tier_required', detail: 'Privileged members and above can start conversations.' };
    client.startConversation = async () => {
      throw Object.assign(new Error(body.detail), { code: body.code, body });
    };
    const { get } = await renderUi(<NewConversationPage participant={PEER} onPick={nothing} onOpen={nothing} />, {
      client,
    });
    const area = get<HTMLTextAreaElement>('textarea');
    await type(area, 'Hello');
    await act(async () => area.focus());
    await press('Enter');
    await settle();
    expect(get('.ntr-notice').textContent).toContain('Privileged members and above can start conversations.');
  });
});

describe('before it is known whether one may begin', () => {
  it('no notice pushes down what one is about to press', async () => {
    const { client, myself } = stubClient();
    const { host, all } = await renderUi(<NewConversationPage onPick={nothing} onOpen={nothing} />, { client });
    expect(all('input, [role=option], .ntr-upgrade')).toEqual([]);
    await act(async () => myself.set(meOf({ can: { start: false, moderate: false } })));
    expect(host.textContent).toContain('Replies are included');
    // The notes to oneself, and one person.
    expect(all('[role=option]')).toHaveLength(2);
  });

  it('nobody waits for ever', async () => {
    const { platform, pass } = stillPlatform();
    const page = <NewConversationPage onPick={nothing} onOpen={nothing} />;
    const { all } = await renderUi(page, { client: stubClient().client, platform });
    await pass(2_000);
    // The notes to oneself, and one person.
    expect(all('[role=option]')).toHaveLength(2);
    expect(all('.ntr-upgrade')).toEqual([]);
  });

  it('the way to a new conversation keeps its place and is nothing to press', async () => {
    const { client, myself } = stubClient();
    const { get, all } = await renderUi(<ConversationListPage onOpen={nothing} onNew={nothing} />, { client });
    expect(get('.ntr-inbox__head [data-kind=accent]').hasAttribute('data-unknown')).toBe(true);
    await act(async () => myself.set(meOf()));
    expect(get('.ntr-inbox__head [data-kind=accent]').hasAttribute('data-unknown')).toBe(false);
    await act(async () => myself.set(meOf({ can: { start: false, moderate: false } })));
    expect(all('.ntr-inbox__head [data-kind=accent]')).toEqual([]);
  });
});

describe('the pane beside the list, where nothing is chosen', () => {
  it('invites those who may begin, and only them, once that is known', async () => {
    const { client, myself } = stubClient();
    const { host, all } = await renderUi(<MessagingApp client={client} locale="en-GB" />, { client });
    const words = () => host.querySelector('.ntr-shell__main')?.textContent ?? '';
    expect(words()).toBe('');
    await act(async () => myself.set(meOf()));
    expect(words()).toContain('Pick up where you left off');
    await act(async () => myself.set(meOf({ can: { start: false, moderate: false } })));
    expect(words()).toBe('Choose a conversation');
    expect(all('.ntr-shell__main button')).toEqual([]);
    expect(all('button').filter((each) => each.getAttribute('aria-label') === 'New conversation')).toEqual([]);
  });
});

describe('an empty inbox', () => {
  it('tells those who may not begin that it waits for others', async () => {
    const page = <ConversationListPage onOpen={nothing} onNew={nothing} />;
    const { host } = await renderUi(page, { client: replyOnly().client });
    expect(host.textContent).toContain('Nobody has written yet');
    expect(host.textContent).not.toContain('Start a conversation');
    const other = await renderUi(page, { client: replyOnly(true).client });
    expect(other.host.textContent).toContain('Start a conversation');
  });
});
