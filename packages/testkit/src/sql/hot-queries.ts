import { randomUUID } from 'node:crypto';
import type { GrownWorld } from './grow-world.ts';
import { SEND, sendColumns } from './wall-world.ts';

/** A statement that runs all day, and how many rows of each big table it may look at, whatever the size of the table. */
export interface HotQuery {
  readonly name: string;
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly most: Readonly<Record<string, number>>;
}

/**
 * The hot queries of a person with `mine` conversations. A page of the inbox and a sync go through all of a person's
 * conversations (there is no index on activity: it would be written with every send), so their bound grows
 * with `mine`.
 */
export function hotQueries(
  { me, longConversation, longest, blockedConversation }: GrownWorld,
  mine: number,
  horizon: string,
): readonly HotQuery[] {
  const each = 3 * mine + 200;
  return [
    {
      name: 'history, newest 50',
      sql: 'SELECT count((message).id) FROM natter.read_history($1, $2, NULL, 50, 0)',
      values: [me, longConversation],
      most: { direct_messages: 60, member_state: 130, conversations: 5 },
    },
    {
      name: 'history, 50 in the middle',
      sql: 'SELECT count((message).id) FROM natter.read_history($1, $2, 5000, 25, 25)',
      values: [me, longConversation],
      most: { direct_messages: 60, member_state: 130, conversations: 5 },
    },
    {
      name: 'changes after a known one',
      sql: 'SELECT count(*) FROM natter.read_changes($1, $2, 100, 50)',
      values: [me, longConversation],
      most: { direct_messages: 60, member_state: 130, conversations: 5 },
    },
    {
      name: 'inbox, first 20',
      sql: "SELECT count(*) FROM natter.read_inbox($1, 'all', NULL, NULL, NULL, NULL, 20)",
      values: [me],
      most: {
        direct_messages: 300,
        member_state: 2 * each,
        conversations: each,
        conversation_participants: 300,
        users: 100,
      },
    },
    {
      name: 'unread totals',
      sql: 'SELECT messages FROM natter.read_unread_totals($1)',
      values: [me],
      most: { direct_messages: 300, member_state: 2 * each, conversations: each },
    },
    {
      name: 'sync, nothing new',
      sql: 'SELECT count(*) FROM natter.read_sync($1, $2, NULL, NULL, 50)',
      values: [me, horizon],
      most: {
        direct_messages: 0,
        member_state: 3 * each,
        conversations: each,
        conversation_participants: each,
        users: 10,
      },
    },
    {
      name: 'changed messages of one conversation',
      sql: 'SELECT count(*) FROM natter.read_changed_messages($1, ARRAY[$2::uuid], $3, 50)',
      values: [me, longConversation, horizon],
      most: { direct_messages: 60, member_state: 130 },
    },
    {
      name: 'a message by its key',
      sql: 'SELECT count(*) FROM natter.read_message_by_key($1, $2)',
      values: [me, randomUUID()],
      most: { direct_messages: 2, member_state: 5 },
    },
    {
      name: 'send',
      sql: SEND,
      values: sendColumns(longConversation, me, 'one more'),
      most: { direct_messages: 5, member_state: 5, conversations: 10, conversation_participants: 10, users: 5 },
    },
    {
      name: 'mark read',
      sql: "SELECT * FROM natter.advance_marks($1, $2, '{read}', $3)",
      values: [[me], [longConversation], [longest - 2]],
      most: { direct_messages: 20, member_state: 10, conversations: 5, conversation_participants: 10, users: 5 },
    },
    {
      name: 'send what nobody hears',
      sql: SEND,
      values: sendColumns(blockedConversation, me, 'one more'),
      most: { direct_messages: 5, member_state: 10, conversations: 15, conversation_participants: 10, users: 5 },
    },
    {
      name: 'delete for me',
      sql: 'SELECT * FROM natter.delete_message($1, $2::uuid, (SELECT id FROM natter.read_newest_messages($1, ARRAY[$2::uuid], 1)), false, 3600)',
      values: [me, longConversation],
      most: { direct_messages: 5, member_state: 10, conversations: 5, users: 5 },
    },
    {
      name: 'report',
      sql: "SELECT natter.report_message($1, $2::uuid, (SELECT id FROM natter.read_newest_messages($1, ARRAY[$2::uuid], 1)), 'spam', NULL)",
      values: [me, longConversation],
      most: { direct_messages: 5, member_state: 10, conversations: 5, users: 5 },
    },
    {
      name: 'block',
      sql: "SELECT * FROM natter.put_block($1, 'grown-2', true, 1000)",
      values: [me],
      most: { direct_messages: 0, member_state: 10, conversations: 5, conversation_participants: 5, users: 12 },
    },
    {
      name: 'people, first 50',
      sql: 'SELECT count(*) FROM natter.read_people($1, NULL, NULL, NULL, 50)',
      values: [me],
      most: { direct_messages: 0, member_state: 5, conversation_participants: 5, users: 60 },
    },
    {
      name: 'presence of one',
      sql: "SELECT * FROM natter.read_presence($1, '{grown-2}')",
      values: [me],
      most: { direct_messages: 0, users: 5, conversations: mine + 10, member_state: 2 * mine + 20 },
    },
    {
      name: 'start what exists',
      sql: 'SELECT * FROM natter.start_direct($1, $2, $3, 10)',
      values: [me, 'grown-2', randomUUID()],
      most: { direct_messages: 0, member_state: 5, conversations: 5, users: 5 },
    },
  ];
}
