import type { Conversation, Feature } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { ConversationMenu } from '../inbox/conversation-menu.tsx';
import { SettingsDialog } from '../settings/settings-dialog.tsx';
import { Toasts } from '../shell/toasts.tsx';
import { click, settle } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import { configOf, conversationOf, meOf, PEER, stubClient } from '../testing/stub-client.ts';

function clientOf(off: readonly Feature[] = []) {
  const stub = stubClient();
  const { features } = configOf();
  for (const feature of off) features[feature] = false;
  const retention = { basis: 'sender' as const, days: { free: 30, privileged: 180, privileged_plus: 365 } };
  stub.client.config = async () => configOf({ features, retention });
  stub.myself.set(meOf({ tier: 'free' }));
  stub.client.settings.get = async () => meOf().settings;
  return stub;
}

async function openMenu(change: Partial<Conversation> = {}, off: readonly Feature[] = []) {
  const stub = clientOf(off);
  const ui = await renderUi(
    <>
      <ConversationMenu conversation={conversationOf(change)} />
      <Toasts onOpen={() => undefined} />
    </>,
    { client: stub.client },
  );
  await settle();
  await click('Conversation options');
  await settle();
  const items = () => ui.all('[role=menuitem]').map((each) => each.textContent);
  return { ...stub, ...ui, items };
}

describe('the menu of a conversation', () => {
  it('asks before it blocks, and says exactly what that does', async () => {
    const { calls, get } = await openMenu();
    await click('Block…');
    await settle();
    const points = [...get('dialog').querySelectorAll('li')].map((each) => each.textContent);
    expect(points).toEqual([
      'What Jonas writes from now on never reaches you, not even after unblocking.',
      'Neither of you sees whether the other is online, is typing or has read.',
      'Jonas is not told, and nothing shows it to them.',
      'To write to Jonas yourself, unblock them first, at any time.',
    ]);
    expect(calls.blocked).toEqual([]);
    await click('Block');
    expect(calls.blocked).toEqual([PEER.userId]);
    expect(get('.ntr-toast').textContent).toContain('Jonas is blocked');
  });

  it('stays with the reason where blocking was refused', async () => {
    const { client, get } = await openMenu();
    client.blocks.put = async () => {
      throw Object.assign(new Error('away'), { code: 'unavailable' });
    };
    await click('Block…');
    await settle();
    await click('Block');
    expect(get('dialog [role=alert]').textContent).toContain('The server cannot be reached');
  });

  it('says of somebody with an office what still comes through', async () => {
    const participants = conversationOf().participants.map((each) =>
      each.userId === PEER.userId ? { ...each, office: 'manager' as const } : each,
    );
    const { get } = await openMenu({ participants });
    await click('Block…');
    await settle();
    expect(get('dialog').textContent).toContain('messages of the store still reach you');
    expect(get('dialog').textContent).not.toContain('never reaches you');
  });

  it('unblocks at once', async () => {
    const { calls, items } = await openMenu({ blocked: true });
    expect(items()).toContain('Unblock');
    await click('Unblock');
    await settle();
    expect(calls.unblocked).toEqual([PEER.userId]);
  });

  it('and the details have nothing of blocking where that is switched off', async () => {
    const { items, get } = await openMenu({}, ['blocking']);
    expect(items()).not.toContain('Block…');
    await click('Details');
    await settle();
    expect(get('dialog').textContent).toContain('What you write disappears after 30 days');
    expect(get('dialog').textContent).not.toContain('Block');
  });

  it('leads from the details to blocking', async () => {
    const { get } = await openMenu();
    await click('Details');
    await settle();
    await click('Block…', get('dialog'));
    await settle();
    expect(get('dialog').textContent).toContain('Block Jonas?');
  });
});

describe('the settings', () => {
  const settings = <SettingsDialog onClose={() => undefined} />;

  it('lead to those one has blocked, and back from there', async () => {
    const { client, blocks, calls } = clientOf();
    blocks.set([{ ...PEER, office: 'manager' }]);
    const { all } = await renderUi(settings, { client });
    await settle();
    await click('Show');
    await settle();
    expect(all('.ntr-blocks .ntr-name').map((each) => each.textContent)).toEqual(['Jonas Store manager']);
    await click('Unblock Jonas');
    await settle();
    expect(calls.unblocked).toEqual([PEER.userId]);
    expect(all('dialog')[1]?.textContent).toContain('You have blocked nobody.');
    expect(document.activeElement?.className).toBe('ntr-blocks__body');
  });

  it('say why where the list did not come', async () => {
    const { client } = clientOf();
    client.blocks.list = async () => {
      throw Object.assign(new Error('away'), { code: 'unavailable' });
    };
    const { all } = await renderUi(settings, { client });
    await settle();
    await click('Show');
    await settle();
    expect(all('dialog')[1]?.textContent).toContain('The list did not load. The server cannot be reached');
  });

  it('have nothing of blocking where that is switched off', async () => {
    const { host } = await renderUi(settings, { client: clientOf(['blocking']).client });
    await settle();
    await act(async () => undefined);
    expect(host.textContent).not.toContain('Blocked people');
    expect(host.textContent).toContain('Read receipts');
  });
});
