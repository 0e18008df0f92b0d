import type { FoundMember, FoundMessage, StoredConversation } from '../checker/evidence.ts';
import type { DatabaseControl } from '../faults/database-control.ts';
import type { History } from '../history/history-files.ts';

interface MemberRow {
  conversation_id: string;
  user_id: string;
  read_seq: string;
  delivered_seq: string;
  last_seq: string;
  change_seq: string;
}

// Left join: a conversation without members would otherwise be overlooked.
const MEMBERS = `
  SELECT c.id AS conversation_id, c.last_seq, c.change_seq, s.user_id, s.read_seq, s.delivered_seq
  FROM natter.conversations c LEFT JOIN natter.member_state s ON s.conversation_id = c.id
  ORDER BY c.id, s.user_id`;

/** Everything, straight from the tables, as an administrator whom no policy binds. */
export async function readStored(database: DatabaseControl): Promise<StoredConversation[]> {
  const members = await database.query<MemberRow>(MEMBERS);
  const conversations = new Map<string, StoredConversation & { members: FoundMember[]; messages: FoundMessage[] }>();
  for (const row of members) {
    const known = conversations.get(row.conversation_id) ?? {
      id: row.conversation_id,
      lastSeq: Number(row.last_seq),
      changeSeq: Number(row.change_seq),
      members: [],
      messages: [],
    };
    conversations.set(row.conversation_id, known);
    if (row.user_id !== null) {
      known.members.push({
        userId: row.user_id,
        readSeq: Number(row.read_seq),
        deliveredSeq: Number(row.delivered_seq),
      });
    }
  }
  const messages = await database.query<Record<string, string>>(
    `SELECT conversation_id, seq, id, sender_id, client_id, content, change_seq FROM natter.direct_messages
     ORDER BY conversation_id, seq`,
  );
  for (const row of messages) {
    const { conversation_id = '', seq, id = '', sender_id, client_id, content, change_seq } = row;
    const conversation = conversations.get(conversation_id);
    if (!conversation) throw new Error(`message ${id} stands in no conversation`);
    conversation.messages.push({
      seq: Number(seq),
      id,
      senderId: sender_id ?? null,
      clientId: client_id ?? null,
      content: content ?? null,
      changeSeq: Number(change_seq),
    });
  }
  return [...conversations.values()];
}

/** Notes where all marks stand now. */
export async function sampleMarks(database: DatabaseControl, history: History): Promise<void> {
  for (const row of await database.query<MemberRow>(MEMBERS)) {
    if (row.user_id === null) continue;
    history.note({
      op: 'sample',
      conversationId: row.conversation_id,
      userId: row.user_id,
      readSeq: Number(row.read_seq),
      deliveredSeq: Number(row.delivered_seq),
      lastSeq: Number(row.last_seq),
    });
  }
}
