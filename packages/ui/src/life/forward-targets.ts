import type { InboxItem } from '@natter/client';
import type { Conversation, ConversationId, Person, UserId } from '@natter/protocol';
import { faceOf, isNoteToSelf } from '../base/names.ts';
import type { Translate } from '../base/ui-context.ts';

/** Where a copy may go: a conversation there is, or a person with whom one is begun. */
export interface Target {
  /** Of its kind, and the same for a person and the conversation with them. */
  readonly key: string;
  readonly name: string;
  readonly face: Person;
  readonly isNote: boolean;
  readonly conversationId: ConversationId | null;
}

function ofConversation(conversation: Conversation, me: UserId, t: Translate): Target | null {
  const face = faceOf(conversation, me, t);
  if (face === null || !conversation.can.send) return null;
  const isNote = isNoteToSelf(conversation, me);
  const name = conversation.name ?? face.displayName;
  const key = conversation.type === 'direct' ? face.userId : conversation.id;
  return { key, name, face, isNote, conversationId: conversation.id };
}

interface Found {
  readonly items: readonly InboxItem[];
  readonly people: readonly Person[];
}

/** Conversations one may write in, then people one has none with yet; each person once. */
export function targetsOf({ items, people }: Found, me: UserId, t: Translate) {
  const conversations = items.flatMap(({ conversation }) => ofConversation(conversation, me, t) ?? []);
  const known = new Set(items.flatMap(({ conversation }) => faceOf(conversation, me, t)?.userId ?? []));
  const others = people
    .filter(({ userId }) => userId !== me && !known.has(userId))
    .map((face): Target => ({ key: face.userId, name: face.displayName, face, isNote: false, conversationId: null }));
  return { conversations, others };
}
