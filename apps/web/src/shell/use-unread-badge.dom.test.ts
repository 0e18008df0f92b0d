import { describe, expect, it } from 'vitest';
import { unreadSign } from './use-unread-badge.ts';

describe('the number in the title', () => {
  it('is how many messages are unread, and no more than 99', () => {
    expect(unreadSign({ messages: 0, conversations: 0 })).toBe('');
    expect(unreadSign({ messages: 7, conversations: 2 })).toBe('7');
    expect(unreadSign({ messages: 99, conversations: 2 })).toBe('99');
    expect(unreadSign({ messages: 100, conversations: 2 })).toBe('99+');
  });

  it('is a dot where a conversation is only marked as unread', () => {
    expect(unreadSign({ messages: 0, conversations: 1 })).toBe('•');
  });
});
