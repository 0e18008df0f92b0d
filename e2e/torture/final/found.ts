import type { FoundMember, FoundMessage, HeldConversation } from '../checker/evidence.ts';

/** A message or a conversation as JSON has it, by the names of the public contract. */
type Json = Record<string, unknown>;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function foundMessage(value: unknown): FoundMessage {
  const json = Object(value) as Json;
  return {
    seq: Number(json['seq']),
    id: String(json['id']),
    senderId: textOrNull(json['senderId']),
    clientId: textOrNull(json['clientId']),
    content: textOrNull(json['content']),
    changeSeq: Number(json['changeSeq']),
  };
}

export function foundConversation(value: unknown, messages: readonly unknown[]): HeldConversation {
  const json = Object(value) as Json;
  const participants = Array.isArray(json['participants']) ? json['participants'] : [];
  return {
    id: String(json['id']),
    lastSeq: Number(json['lastSeq']),
    changeSeq: Number(json['changeSeq']),
    unreadCount: Number(json['unreadCount']),
    readSeq: Number(json['readSeq']),
    deliveredSeq: Number(json['deliveredSeq']),
    members: participants.map((one: Json): FoundMember => {
      return {
        userId: String(one['userId']),
        readSeq: Number(one['readSeq']),
        deliveredSeq: Number(one['deliveredSeq']),
      };
    }),
    messages: messages.map(foundMessage),
  };
}
