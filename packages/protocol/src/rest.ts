import * as z from 'zod/mini';
import { CALLS, DEMO_CALLS, type RestCall } from './calls.ts';
import { DemoSignInBody } from './demo.ts';
import { GROUP_ROUTES } from './group-routes.ts';
import { HostMembershipsAnswer, HostMembershipsBody, HostUsersAnswer, HostUsersBody, SeenFrom } from './host.ts';
import { ConversationId, MessageId } from './ids.ts';
import { LIFE_ROUTES } from './life-routes.ts';
import {
  FilterWords,
  ModerationActionsQuery,
  OfPerson,
  OfReport,
  ReportBody,
  ReportsQuery,
  ResolveBody,
} from './moderation.ts';
import { MODERATION_CALLS } from './moderation-calls.ts';
import {
  ChangesQuery,
  ConversationPatch,
  ConversationsQuery,
  DeleteQuery,
  HistoryQuery,
  MarkBody,
  PeopleQuery,
  SendBody,
  SettingsPatch,
  StartBody,
  SyncQuery,
} from './requests.ts';
import { StoreStatus } from './store-status.ts';

const InConversation = z.object({ id: ConversationId });
const OfMessage = z.object({ id: ConversationId, messageId: MessageId });

/** One REST call whole: how it is made, what it takes and what it answers. */
export interface RestRoute extends RestCall {
  readonly summary: string;
  readonly params?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  readonly body?: z.ZodMiniType;
}

/** Every REST call there is. The server's routes and the OpenAPI document are made from this table, clients' calls from `CALLS`. */
export const REST = {
  getConfig: { ...CALLS.getConfig, summary: 'What this deployment is and allows' },
  getMe: { ...CALLS.getMe, summary: 'Who I am here' },
  getSettings: { ...CALLS.getSettings, summary: 'My switches' },
  putSettings: { ...CALLS.putSettings, summary: 'Change my switches; a field left out stays', body: SettingsPatch },
  listPeople: { ...CALLS.listPeople, summary: 'People I may write to or mention', query: PeopleQuery },
  listConversations: { ...CALLS.listConversations, summary: 'My inbox', query: ConversationsQuery },
  startConversation: {
    ...CALLS.startConversation,
    summary: 'Start a conversation or a group, or get the one that exists',
    body: StartBody,
  },
  getConversation: { ...CALLS.getConversation, summary: 'One conversation', params: InConversation },
  patchConversation: {
    ...CALLS.patchConversation,
    summary: 'My settings of a conversation, and what admins change of a group',
    params: InConversation,
    body: ConversationPatch,
  },
  deleteConversation: {
    ...CALLS.deleteConversation,
    summary: 'Hide a conversation for me up to now',
    params: InConversation,
  },
  listMessages: {
    ...CALLS.listMessages,
    summary: 'History, in order of seq',
    params: InConversation,
    query: HistoryQuery,
  },
  sendMessage: {
    ...CALLS.sendMessage,
    summary: 'Send; answered when committed',
    params: InConversation,
    body: SendBody,
  },
  listChanges: {
    ...CALLS.listChanges,
    summary: 'What changed in a conversation',
    params: InConversation,
    query: ChangesQuery,
  },
  putRead: {
    ...CALLS.putRead,
    summary: 'I have been shown everything up to seq',
    params: InConversation,
    body: MarkBody,
  },
  putDelivered: {
    ...CALLS.putDelivered,
    summary: 'A device of mine stored everything up to seq',
    params: InConversation,
    body: MarkBody,
  },
  getReceipts: { ...CALLS.getReceipts, summary: 'Who received and who read a message', params: OfMessage },
  deleteMessage: {
    ...CALLS.deleteMessage,
    summary: 'Delete a message, for me or (my own, within an hour) for everyone',
    params: OfMessage,
    query: DeleteQuery,
  },
  reportMessage: {
    ...CALLS.reportMessage,
    summary: 'Report a message to the staff',
    params: OfMessage,
    body: ReportBody,
  },
  listBlocks: { ...CALLS.listBlocks, summary: 'People I have blocked' },
  putBlock: { ...CALLS.putBlock, summary: 'Block somebody; they are not told', params: OfPerson },
  deleteBlock: { ...CALLS.deleteBlock, summary: 'Unblock somebody', params: OfPerson },
  sync: { ...CALLS.sync, summary: 'Everything that changed for me', query: SyncQuery },
  ...LIFE_ROUTES,
  ...GROUP_ROUTES,

  listReports: { ...MODERATION_CALLS.listReports, summary: 'Reported messages; for staff', query: ReportsQuery },
  resolveReport: {
    ...MODERATION_CALLS.resolveReport,
    summary: 'Dismiss a report, remove the message, or suspend its author; for staff',
    params: OfReport,
    body: ResolveBody,
  },
  listSuspensions: { ...MODERATION_CALLS.listSuspensions, summary: 'Who is suspended now; for staff' },
  liftSuspension: { ...MODERATION_CALLS.liftSuspension, summary: 'End a suspension; for staff', params: OfPerson },
  listModerationActions: {
    ...MODERATION_CALLS.listModerationActions,
    summary: 'The record of what staff did; for staff',
    query: ModerationActionsQuery,
  },
  getWords: { ...MODERATION_CALLS.getWords, summary: 'The word filter; for staff' },
  putWords: { ...MODERATION_CALLS.putWords, summary: 'Replace the word filter; for staff', body: FilterWords },
  getStoreStatus: { ...MODERATION_CALLS.getStoreStatus, summary: 'How the store is doing; for staff' },
  putHostUsers: {
    method: 'PUT',
    path: '/api/host/users',
    auth: 'host',
    summary: 'Push people, up to 1,000 a call',
    body: HostUsersBody,
    answers: { 200: HostUsersAnswer },
  },
  putHostMemberships: {
    method: 'PUT',
    path: '/api/host/memberships',
    auth: 'host',
    summary: 'Push who belongs to which club of which store, up to 1,000 a call',
    body: HostMembershipsBody,
    answers: { 200: HostMembershipsAnswer },
  },
  hostStatus: {
    method: 'GET',
    path: '/api/host/status',
    auth: 'host',
    summary: 'How the store is doing, with what needs looking at',
    answers: { 200: StoreStatus },
  },
  hostSeenFrom: {
    method: 'GET',
    path: '/api/host/seen-from',
    auth: 'host',
    summary: 'How this very call came in: through which proxies, and whom the server takes its caller for',
    answers: { 200: SeenFrom },
  },
  demoPeople: { ...DEMO_CALLS.demoPeople, summary: 'Whom one can be; in the demo only' },
  demoSignIn: { ...DEMO_CALLS.demoSignIn, summary: 'A token for one of them; in the demo only', body: DemoSignInBody },
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
