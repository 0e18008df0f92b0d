import type { Message } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { tombstoneOf } from './tombstone.ts';

const AT = '2026-05-01T12:00:00.000Z';
const message: Message = {
  ...{
    id: 'm1',
    conversationId: 'c1',
    seq: 1,
    changeSeq: 1,
    version: 2,
    clientId: null,
    senderId: 'ann',
    type: 'text',
  },
  ...{ content: 'gone', metadata: null, mentions: [], attachments: [], replyTo: null, reactions: [] },
  ...{ createdAt: AT, editedAt: AT, deletedAt: null, expiresAt: null },
};

describe('what is left of a deleted message', () => {
  it('[CATCH-6] has the version that the server gives it, however often it is told', () => {
    const once = tombstoneOf(message, 5, AT);
    expect(once).toMatchObject({ version: 3, changeSeq: 5, content: null, deletedAt: AT });
    expect(tombstoneOf(once, 6, AT).version).toBe(3);
  });
});
