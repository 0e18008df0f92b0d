import type * as z from 'zod/mini';
import { PublicConfig } from './config.ts';
import { ChangesPage, Conversation, ConversationsPage, HistoryPage, MarkAnswer, Receipts } from './conversation.ts';
import { DemoPeople, DemoSignInAnswer } from './demo.ts';
import { SendAnswer } from './message.ts';
import { Blocks, Me, PeoplePage, Settings } from './person.ts';
import { SyncAnswer } from './sync.ts';

/**
 * One REST call as its caller sees it: `auth` says whose token it takes; `answers` maps status to body schema (null = empty).
 * What the server checks in it stands in `rest.ts`, so that a client does not carry it.
 */
export interface RestCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly auth: 'person' | 'host' | 'none';
  readonly answers: Readonly<Record<number, z.ZodMiniType | null>>;
}

/** The calls of a person's app. */
export const CALLS = {
  getConfig: { method: 'GET', path: '/api/config', auth: 'none', answers: { 200: PublicConfig } },
  getMe: { method: 'GET', path: '/api/messages/me', auth: 'person', answers: { 200: Me } },
  getSettings: { method: 'GET', path: '/api/messages/me/settings', auth: 'person', answers: { 200: Settings } },
  putSettings: { method: 'PUT', path: '/api/messages/me/settings', auth: 'person', answers: { 200: Settings } },
  listPeople: { method: 'GET', path: '/api/messages/people', auth: 'person', answers: { 200: PeoplePage } },
  listConversations: {
    method: 'GET',
    path: '/api/messages/conversations',
    auth: 'person',
    answers: { 200: ConversationsPage },
  },
  startConversation: {
    method: 'POST',
    path: '/api/messages/conversations',
    auth: 'person',
    answers: { 200: Conversation, 201: Conversation },
  },
  getConversation: {
    method: 'GET',
    path: '/api/messages/conversations/:id',
    auth: 'person',
    answers: { 200: Conversation },
  },
  patchConversation: {
    method: 'PATCH',
    path: '/api/messages/conversations/:id',
    auth: 'person',
    answers: { 200: Conversation },
  },
  deleteConversation: {
    method: 'DELETE',
    path: '/api/messages/conversations/:id',
    auth: 'person',
    answers: { 204: null },
  },
  listMessages: {
    method: 'GET',
    path: '/api/messages/conversations/:id/messages',
    auth: 'person',
    answers: { 200: HistoryPage },
  },
  sendMessage: {
    method: 'POST',
    path: '/api/messages/conversations/:id/messages',
    auth: 'person',
    answers: { 200: SendAnswer, 201: SendAnswer },
  },
  listChanges: {
    method: 'GET',
    path: '/api/messages/conversations/:id/changes',
    auth: 'person',
    answers: { 200: ChangesPage },
  },
  putRead: {
    method: 'PUT',
    path: '/api/messages/conversations/:id/read',
    auth: 'person',
    answers: { 200: MarkAnswer },
  },
  putDelivered: {
    method: 'PUT',
    path: '/api/messages/conversations/:id/delivered',
    auth: 'person',
    answers: { 200: MarkAnswer },
  },
  getReceipts: {
    method: 'GET',
    path: '/api/messages/conversations/:id/messages/:messageId/receipts',
    auth: 'person',
    answers: { 200: Receipts },
  },
  deleteMessage: {
    method: 'DELETE',
    path: '/api/messages/conversations/:id/messages/:messageId',
    auth: 'person',
    answers: { 204: null },
  },
  reportMessage: {
    method: 'POST',
    path: '/api/messages/conversations/:id/messages/:messageId/report',
    auth: 'person',
    answers: { 204: null },
  },
  listBlocks: { method: 'GET', path: '/api/messages/me/blocks', auth: 'person', answers: { 200: Blocks } },
  putBlock: { method: 'PUT', path: '/api/messages/me/blocks/:userId', auth: 'person', answers: { 204: null } },
  deleteBlock: { method: 'DELETE', path: '/api/messages/me/blocks/:userId', auth: 'person', answers: { 204: null } },
  sync: { method: 'GET', path: '/api/messages/sync', auth: 'person', answers: { 200: SyncAnswer } },
} as const satisfies Record<string, RestCall>;

/** The calls of the demo's sign-in page. */
export const DEMO_CALLS = {
  demoPeople: { method: 'GET', path: '/api/demo/people', auth: 'none', answers: { 200: DemoPeople } },
  demoSignIn: { method: 'POST', path: '/api/demo/sign-in', auth: 'none', answers: { 200: DemoSignInAnswer } },
} as const satisfies Record<string, RestCall>;

export type CallName = keyof typeof CALLS;
