import * as z from 'zod/mini';
import { DemoPeople, DemoSignInAnswer, DemoSignInBody, PublicConfig } from './config.ts';
import {
  ChangesPage,
  ChangesQuery,
  Conversation,
  ConversationPatch,
  ConversationsPage,
  ConversationsQuery,
  HistoryPage,
  HistoryQuery,
  MarkAnswer,
  MarkBody,
  Receipts,
  StartBody,
} from './conversation.ts';
import { HostUsersAnswer, HostUsersBody } from './host.ts';
import { ConversationId, MessageId } from './ids.ts';
import { SendAnswer, SendBody } from './message.ts';
import { Me, PeoplePage, PeopleQuery, Settings, SettingsPatch } from './person.ts';
import { SyncAnswer, SyncQuery } from './sync.ts';

const InConversation = z.object({ id: ConversationId });
const OfMessage = z.object({ id: ConversationId, messageId: MessageId });

/** One REST call: `auth` says whose token it takes; `answers` maps status to body schema (null = empty). */
export interface RestRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly auth: 'person' | 'host' | 'none';
  readonly summary: string;
  readonly params?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  readonly body?: z.ZodMiniType;
  readonly answers: Readonly<Record<number, z.ZodMiniType | null>>;
}

/** Every REST call there is. The server's routes, the client's calls and the OpenAPI document are made from this table. */
export const REST = {
  getConfig: {
    method: 'GET',
    path: '/api/config',
    auth: 'none',
    summary: 'What this deployment is and allows',
    answers: { 200: PublicConfig },
  },
  getMe: { method: 'GET', path: '/api/messages/me', auth: 'person', summary: 'Who I am here', answers: { 200: Me } },
  getSettings: {
    method: 'GET',
    path: '/api/messages/me/settings',
    auth: 'person',
    summary: 'My switches',
    answers: { 200: Settings },
  },
  putSettings: {
    method: 'PUT',
    path: '/api/messages/me/settings',
    auth: 'person',
    summary: 'Change my switches; a field left out stays',
    body: SettingsPatch,
    answers: { 200: Settings },
  },
  listPeople: {
    method: 'GET',
    path: '/api/messages/people',
    auth: 'person',
    summary: 'People I may write to or mention',
    query: PeopleQuery,
    answers: { 200: PeoplePage },
  },
  listConversations: {
    method: 'GET',
    path: '/api/messages/conversations',
    auth: 'person',
    summary: 'My inbox',
    query: ConversationsQuery,
    answers: { 200: ConversationsPage },
  },
  startConversation: {
    method: 'POST',
    path: '/api/messages/conversations',
    auth: 'person',
    summary: 'Start a conversation, or get the one that exists',
    body: StartBody,
    answers: { 200: Conversation, 201: Conversation },
  },
  getConversation: {
    method: 'GET',
    path: '/api/messages/conversations/:id',
    auth: 'person',
    summary: 'One conversation',
    params: InConversation,
    answers: { 200: Conversation },
  },
  patchConversation: {
    method: 'PATCH',
    path: '/api/messages/conversations/:id',
    auth: 'person',
    summary: 'My settings of a conversation',
    params: InConversation,
    body: ConversationPatch,
    answers: { 200: Conversation },
  },
  deleteConversation: {
    method: 'DELETE',
    path: '/api/messages/conversations/:id',
    auth: 'person',
    summary: 'Hide a conversation for me up to now',
    params: InConversation,
    answers: { 204: null },
  },
  listMessages: {
    method: 'GET',
    path: '/api/messages/conversations/:id/messages',
    auth: 'person',
    summary: 'History, in order of seq',
    params: InConversation,
    query: HistoryQuery,
    answers: { 200: HistoryPage },
  },
  sendMessage: {
    method: 'POST',
    path: '/api/messages/conversations/:id/messages',
    auth: 'person',
    summary: 'Send; answered when committed',
    params: InConversation,
    body: SendBody,
    answers: { 200: SendAnswer, 201: SendAnswer },
  },
  listChanges: {
    method: 'GET',
    path: '/api/messages/conversations/:id/changes',
    auth: 'person',
    summary: 'What changed in a conversation',
    params: InConversation,
    query: ChangesQuery,
    answers: { 200: ChangesPage },
  },
  putRead: {
    method: 'PUT',
    path: '/api/messages/conversations/:id/read',
    auth: 'person',
    summary: 'I have been shown everything up to seq',
    params: InConversation,
    body: MarkBody,
    answers: { 200: MarkAnswer },
  },
  putDelivered: {
    method: 'PUT',
    path: '/api/messages/conversations/:id/delivered',
    auth: 'person',
    summary: 'A device of mine stored everything up to seq',
    params: InConversation,
    body: MarkBody,
    answers: { 200: MarkAnswer },
  },
  getReceipts: {
    method: 'GET',
    path: '/api/messages/conversations/:id/messages/:messageId/receipts',
    auth: 'person',
    summary: 'Who received and who read a message',
    params: OfMessage,
    answers: { 200: Receipts },
  },
  sync: {
    method: 'GET',
    path: '/api/messages/sync',
    auth: 'person',
    summary: 'Everything that changed for me',
    query: SyncQuery,
    answers: { 200: SyncAnswer },
  },
  putHostUsers: {
    method: 'PUT',
    path: '/api/host/users',
    auth: 'host',
    summary: 'Push people, up to 1,000 a call',
    body: HostUsersBody,
    answers: { 200: HostUsersAnswer },
  },
  demoPeople: {
    method: 'GET',
    path: '/api/demo/people',
    auth: 'none',
    summary: 'Whom one can be; in the demo only',
    answers: { 200: DemoPeople },
  },
  demoSignIn: {
    method: 'POST',
    path: '/api/demo/sign-in',
    auth: 'none',
    summary: 'A token for one of them; in the demo only',
    body: DemoSignInBody,
    answers: { 200: DemoSignInAnswer },
  },
} as const satisfies Record<string, RestRoute>;

export type RestName = keyof typeof REST;
type Part<N extends RestName, K extends 'params' | 'query' | 'body'> =
  (typeof REST)[N] extends Record<K, infer S> ? S : never;
type InputOf<S> = [S] extends [never] ? undefined : S extends z.ZodMiniType ? z.input<S> : undefined;
type OutputOf<S> = [S] extends [never] ? undefined : S extends z.ZodMiniType ? z.output<S> : undefined;
type AnswerOf<A> = A extends z.ZodMiniType ? z.output<A> : A extends null ? undefined : never;

/** What a caller gives to call `N`. */
export interface RestInput<N extends RestName> {
  params: InputOf<Part<N, 'params'>>;
  query: InputOf<Part<N, 'query'>>;
  body: InputOf<Part<N, 'body'>>;
}
/** What a handler of `N` works with, parsed. */
export interface RestParsed<N extends RestName> {
  params: OutputOf<Part<N, 'params'>>;
  query: OutputOf<Part<N, 'query'>>;
  body: OutputOf<Part<N, 'body'>>;
}
/** What `N` answers. */
export type RestAnswer<N extends RestName> = AnswerOf<(typeof REST)[N]['answers'][keyof (typeof REST)[N]['answers']]>;
