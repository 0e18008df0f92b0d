import type { Conversation } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { conversationOf, ME, messageOf, NOW, stubClient } from '../testing/stub-client.ts';
import { ConversationItem } from './conversation-item.tsx';

async function showRow(change: Partial<Conversation>) {
  const { client } = stubClient();
  const { platform, pass } = stillPlatform();
  client.serverNow = () => platform.now();
  const item = { conversation: conversationOf(change), lastPending: null, draft: null, typing: [] };
  const ui = await renderUi(<ConversationItem item={item} isSelected={false} presence={null} />, { client, platform });
  return { ...ui, pass, words: () => ui.all('.ntr-hidden').map((each) => each.textContent) };
}

describe('a row of the inbox', () => {
  it('says until when it is muted, and is loud again when that is over', async () => {
    const { words, all, pass } = await showRow({
      mutedUntil: new Date(NOW + 60_000).toISOString(),
      unreadCount: 2,
    });
    expect(words()).toContain('Muted until 14 May 2026 at 15:43');
    expect(all('.ntr-badge[data-quiet]')).toHaveLength(1);
    await pass(61_000);
    expect(words()).not.toContain('Muted until 14 May 2026 at 15:43');
    expect(all('.ntr-badge[data-quiet]')).toHaveLength(0);
  });

  it('does not say when a mute ends that never does', async () => {
    const { words } = await showRow({ mutedUntil: '9999-12-31T23:59:59.999Z' });
    expect(words()).toEqual(['Muted', '']);
  });

  it('is the notes to oneself where nobody else is in it, with a sign of their own', async () => {
    const participants = conversationOf().participants.filter((each) => each.userId === ME.userId);
    const { get, all } = await showRow({ participants, participantCount: 1 });
    expect(get('.ntr-row__name').textContent).toBe('Note to self');
    expect(all('.ntr-avatar[data-note] .ntr-icon')).toHaveLength(1);
    expect(all('.ntr-avatar__initials')).toHaveLength(0);
  });

  it('shows a note to oneself bare: nobody else wrote it, and nobody receives it', async () => {
    const participants = conversationOf().participants.filter((each) => each.userId === ME.userId);
    const lastMessage = messageOf(1, { senderId: ME.userId, content: 'Buy dog food' });
    const { get, all } = await showRow({ participants, participantCount: 1, lastMessage });
    expect(get('.ntr-row__preview').textContent).toBe('Buy dog food');
    expect(all('.ntr-ticks')).toHaveLength(0);
  });

  it('shows a dot where it is only marked as unread', async () => {
    const { get } = await showRow({ markedUnread: true });
    expect(get('.ntr-badge[data-dot]').textContent).toBe('Marked as unread');
  });
});
