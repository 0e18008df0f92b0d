import type { FoundMember, FoundMessage, HeldConversation } from '../checker/evidence.ts';

/** A message or a conversation as JSON has it, by the names of the public contract. */
type Json = Record<string, unknown>;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.map((one) => Object(one)) : []);

/** What became of a message, alike for everybody, in one writing. */
export function lifeOf(message: {
  readonly version: number;
  readonly type: string;
  readonly isErased: boolean;
  readonly reactions: readonly (readonly [emoji: string, count: number])[];
  readonly votes: readonly (readonly [optionId: number, count: number])[];
}): string {
  const reactions = message.reactions.map(([emoji, count]) => `${emoji}×${count}`).sort();
  const votes = message.votes.filter(([, count]) => count > 0).map(([id, count]) => `${id}:${count}`);
  return [
    `v${message.version} ${message.type}`,
    ...(message.isErased ? ['erased'] : []),
    ...reactions,
    ...votes.sort(),
  ].join(' ');
}

/** What is a reader's own in a message, in one writing; empty for nothing. */
export function ownOf(own: {
  readonly reactions: readonly string[];
  readonly votes: readonly number[];
  readonly isStarred: boolean;
}): string {
  const votes = [...own.votes].sort((a, b) => a - b).map((id) => `chose ${id}`);
  return [...[...own.reactions].sort(), ...votes, ...(own.isStarred ? ['star'] : [])].join(' ');
}

/** `starred`: where a store keeps stars apart from messages. */
export function foundMessage(value: unknown, starred?: ReadonlySet<number>): FoundMessage {
  const json: Json = Object(value);
  const seq = Number(json['seq']);
  const isErased = json['deletedAt'] !== null;
  const reactions = listOf(json['reactions']);
  const poll: Json = Object(Object(json['metadata'])['poll']);
  const chosen = Array.isArray(json['votes']) ? json['votes'].map(Number) : [];
  return {
    seq,
    id: String(json['id']),
    senderId: textOrNull(json['senderId']),
    clientId: textOrNull(json['clientId']),
    content: textOrNull(json['content']),
    changeSeq: Number(json['changeSeq']),
    life: lifeOf({
      version: Number(json['version']),
      type: String(json['type']),
      isErased,
      reactions: reactions.map((one) => [String(one['emoji']), Number(one['count'])]),
      votes: isErased ? [] : listOf(poll['options']).map((one) => [Number(one['id']), Number(one['votes'])]),
    }),
    own: ownOf({
      reactions: reactions.filter((one) => one['mine'] === true).map((one) => String(one['emoji'])),
      votes: isErased ? [] : chosen,
      isStarred: !isErased && (starred?.has(seq) ?? json['starred'] === true),
    }),
  };
}

export function foundConversation(
  value: unknown,
  messages: readonly unknown[],
  starred?: ReadonlySet<number>,
): HeldConversation {
  const json: Json = Object(value);
  return {
    id: String(json['id']),
    lastSeq: Number(json['lastSeq']),
    changeSeq: Number(json['changeSeq']),
    unreadCount: Number(json['unreadCount']),
    readSeq: Number(json['readSeq']),
    deliveredSeq: Number(json['deliveredSeq']),
    members: listOf(json['participants']).map((one): FoundMember => {
      return {
        userId: String(one['userId']),
        readSeq: Number(one['readSeq']),
        deliveredSeq: Number(one['deliveredSeq']),
      };
    }),
    messages: messages.map((message) => foundMessage(message, starred)),
  };
}
