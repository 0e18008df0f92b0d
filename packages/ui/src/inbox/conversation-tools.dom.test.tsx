import type { DeleteOptions } from '@natter/client';
import type { Conversation, ConversationPatch } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { Toasts } from '../shell/toasts.tsx';
import { click, settle } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import { configOf, conversationOf, ME, stubClient } from '../testing/stub-client.ts';
import { ConversationMenu } from './conversation-menu.tsx';

const FOR_EVER = '9999-12-31T23:59:59.999Z';

/** The menu of a conversation, opened, with what was asked of the client. */
async function openMenu(change: Partial<Conversation> = {}, hasArchive = true) {
  const { client } = stubClient();
  const patches: ConversationPatch[] = [];
  const removed: (Pick<DeleteOptions, 'afterMs' | 'signal'> | undefined)[] = [];
  const gone: string[] = [];
  const conversation = conversationOf(change);
  const { features } = configOf();
  client.config = async () => configOf({ features: { ...features, archive: hasArchive } });
  client.conversations.patch = async (_id, patch) => {
    patches.push(patch);
    return conversation;
  };
  client.conversations.remove = async (_id, options) => {
    removed.push(options);
    return true;
  };
  const ui = await renderUi(
    <>
      <ConversationMenu conversation={conversation} onGone={({ id }) => gone.push(id)} />
      <Toasts onOpen={() => undefined} />
    </>,
    { client },
  );
  await settle();
  const open = async () => {
    await click('Conversation options');
    await settle();
  };
  await open();
  /** Chooses from the menu; keys may stand beside the label. */
  const choose = async (label: string) => {
    const item = ui.all('.ntr-menu__item').find((each) => each.textContent?.startsWith(label));
    if (item === undefined) throw new Error(`The menu has no ${label}`);
    await act(async () => item.click());
    await settle();
  };
  const labels = () => ui.all('.ntr-menu__label').map((each) => each.textContent);
  const said = () => ui.all('.ntr-toast__sentence').map((each) => each.textContent);
  return { ...ui, patches, removed, gone, choose, labels, said, open };
}

describe('the menu of a conversation', () => {
  it('mutes for an hour, eight hours, a week or always, says until when, and takes it back', async () => {
    const { choose, labels, said, patches, open } = await openMenu();
    await choose('Mute…');
    expect(labels()).toEqual(['For an hour', 'For eight hours', 'For a week', 'Always']);
    await choose('For an hour');
    expect(patches).toEqual([{ mutedUntil: '2026-05-14T16:42:00.000Z' }]);
    expect(said()).toEqual(['Muted until 16:42']);
    await click('Undo');
    expect(patches.at(-1)).toEqual({ mutedUntil: null });
    await open();
    await choose('Mute…');
    await choose('Always');
    expect(patches.at(-1)).toEqual({ mutedUntil: FOR_EVER });
    expect(said()).toEqual(['Muted']);
  });

  it('says until when it is muted, and unmutes at once', async () => {
    const { choose, get, patches, said } = await openMenu({ mutedUntil: '2026-05-14T18:00:00.000Z' });
    expect(get('.ntr-menu__item:nth-child(2)').textContent).toBe('Unmuteuntil 18:00');
    await choose('Unmute');
    expect(patches).toEqual([{ mutedUntil: null }]);
    expect(said()).toEqual(['No longer muted']);
    await click('Undo');
    expect(patches.at(-1)).toEqual({ mutedUntil: '2026-05-14T18:00:00.000Z' });
  });

  it('deletes without asking, and has five seconds to take it back', async () => {
    const { choose, removed, said, gone, get } = await openMenu();
    await choose('Delete for me');
    expect(get('.ntr-toasts').textContent).toContain('Deleted for you');
    expect(said()).toHaveLength(1);
    expect(gone).toHaveLength(1);
    expect(removed).toHaveLength(1);
    expect(removed[0]?.afterMs).toBe(5_000);
    expect(removed[0]?.signal?.aborted).toBe(false);
    await click('Undo');
    expect(removed[0]?.signal?.aborted).toBe(true);
  });

  it('archives with a way back, marks as unread and leaves the conversation', async () => {
    const { choose, patches, gone, open } = await openMenu();
    await choose('Archive');
    await click('Undo');
    await open();
    await choose('Mark as unread');
    expect(patches).toEqual([{ isArchived: true }, { isArchived: false }, { markedUnread: true }]);
    expect(gone).toHaveLength(2);
  });

  it('has no archive where that is switched off, and blocks nobody in the notes to oneself', async () => {
    expect((await openMenu({}, false)).labels()).not.toContain('Archive');
    const me = conversationOf().participants.filter((each) => each.userId === ME.userId);
    expect((await openMenu({ participants: me, participantCount: 1 })).labels()).not.toContain('Block…');
  });
});
