import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NatterClient } from '@natter/client';
import type { Message } from '@natter/protocol';
import { createTestDatabase, startTestServer, type TestDatabase, type TestServer } from '@natter/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { ROOT, readDocExamples } from './lib/doc-examples.ts';

interface Field {
  value: string;
  oninput: (() => void) | null;
}

/** What the examples export. */
interface Examples {
  signIn(url: string, userId: string, getToken: () => Promise<string>): Promise<NatterClient>;
  messageUser(client: NatterClient, userId: string): Promise<{ id: string } | { refusal: string }>;
  sendAndWait(client: NatterClient, conversationId: string, content: string): Promise<string>;
  whoWroteToMe(client: NatterClient): Promise<string[]>;
  showInbox(client: NatterClient, show: (lines: string[]) => void): () => void;
  readAll(client: NatterClient, conversationId: string): Promise<Message[]>;
  deleteWithUndo(client: NatterClient, id: string, messageId: string): { undo: () => void; done: Promise<boolean> };
  reportAndBlock(client: NatterClient, id: string, messageId: string, author: string): Promise<string[]>;
  saveEdit(client: NatterClient, seen: Message, content: string): Promise<string>;
  toggleReaction(client: NatterClient, message: Message, emoji: string): Promise<Message>;
  askAndVote(client: NatterClient, conversationId: string): Promise<number[]>;
  greetTomorrow(client: NatterClient, conversationId: string): Promise<number>;
  bindDraft(client: NatterClient, key: string, field: Field): () => void;
  beginCircle(client: NatterClient, name: string, userIds: readonly string[]): Promise<string | null>;
  watchMayStart(client: NatterClient, show: (mayStart: boolean) => void): () => void;
  removeFiltered(url: string, getToken: () => Promise<string>): Promise<number>;
}

const STORE = 'page-turner';
const folder = join(ROOT, '.cache', `client-api-${process.pid}`);
/** All examples run within seconds, as nobody does. */
const UNLIMITED = {
  NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
  NATTER_LIMIT_READS_PER_MINUTE: '0',
  NATTER_LIMIT_SENDS_PER_MINUTE: '0',
};

let world: TestDatabase;
let database: ReturnType<TestDatabase['open']>;
let server: TestServer;
let examples: Examples;
const clients: NatterClient[] = [];

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const modules = readDocExamples().map((text, at) => {
    const path = join(folder, `example-${at + 1}.ts`);
    writeFileSync(path, text);
    return import(/* @vite-ignore */ path);
  });
  examples = Object.assign({}, ...(await Promise.all(modules)));
  world = await createTestDatabase(inject('databaseAdminUrl'), { edition: 'bookstore', tenantId: STORE });
  database = world.open();
  const env = { NATTER_STORE_ID: STORE, NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603', ...UNLIMITED };
  server = await startTestServer({ database, world, edition: 'bookstore', env });
  await server.callHost('PUT', '/api/host/users', {
    users: [
      { id: 'ada', displayName: 'Ada', tier: 'privileged' },
      { id: 'bea', displayName: 'Bea', tier: 'free' },
      { id: 'max', displayName: 'Max', roles: ['manager'] },
    ],
  });
  const memberships = ['ada', 'bea'].map((userId) => ({ userId, clubId: 'poetry', storeId: STORE }));
  await server.callHost('PUT', '/api/host/memberships', { memberships });
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await server.close();
  await database.close();
  await world.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function signIn(userId: string): Promise<NatterClient> {
  const client = await examples.signIn(server.url, userId, () => server.tokenOf(userId));
  clients.push(client);
  await expect.poll(() => client.connection.getSnapshot().state).toBe('live');
  return client;
}

it('[DOC-1] the examples of the page do what they say, with a real server', async () => {
  const [ada, bea] = [await signIn('ada'), await signIn('bea')];
  const starts: boolean[] = [];
  const endWatching = examples.watchMayStart(bea, (mayStart) => starts.push(mayStart));
  await expect.poll(() => starts.at(-1)).toBe(false);
  expect(await examples.messageUser(bea, 'ada')).toEqual({ refusal: 'Starting conversations is part of Privileged.' });
  expect(await examples.messageUser(ada, 'nobody')).toEqual({ refusal: 'This person cannot be written to.' });

  const started = await examples.messageUser(ada, 'bea');
  const id = 'id' in started ? started.id : '';
  expect(await examples.sendAndWait(ada, id, 'Have you read it?')).toMatch(/^message 1 at 20/);
  expect(await examples.sendAndWait(ada, id, ' ')).toBe('refused: invalid');
  expect(await examples.whoWroteToMe(bea)).toEqual(['Ada']);
  let lines: string[] = [];
  const endInbox = examples.showInbox(bea, (shown) => {
    lines = shown;
  });
  await expect.poll(() => lines).toEqual(['Ada (1): Have you read it?']);
  for (let n = 2; n <= 120; n++) await ada.sendMessage(id, { content: `page ${n}` });
  await expect.poll(() => ada.outbox.getSnapshot().queued, { timeout: 40_000 }).toBe(0);
  const all = await examples.readAll(bea, id);
  expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, n) => n + 1));

  const thread = bea.messages.open(id);
  await expect.poll(() => thread.getSnapshot().messages.length).toBe(50);
  const undone = examples.deleteWithUndo(bea, id, all[119]?.id ?? '');
  await expect.poll(() => thread.getSnapshot().messages.length).toBe(49);
  undone.undo();
  expect(await undone.done).toBe(false);
  await expect.poll(() => thread.getSnapshot().messages.length).toBe(50);

  const [first] = all;
  if (!first) throw new Error('There is a first message.');
  expect(await examples.saveEdit(ada, first, 'Have you finished it?')).toBe('saved');
  const onPhone = await signIn('ada');
  expect(await examples.saveEdit(onPhone, first, 'Do you like it?')).toBe('newer');
  const reacted = await examples.toggleReaction(bea, first, '📚');
  expect([reacted.content, reacted.reactions]).toEqual([
    'Have you finished it?',
    [{ emoji: '📚', count: 1, mine: true }],
  ]);
  expect((await examples.toggleReaction(bea, reacted, '📚')).reactions).toEqual([]);
  expect(await examples.greetTomorrow(ada, id)).toBe(1);
  // This edition has no groups, and no polls.
  expect(await examples.beginCircle(ada, 'Book circle', ['bea'])).toBeNull();
  await expect(examples.askAndVote(ada, id)).rejects.toMatchObject({ origin: 'server', code: 'invalid' });
  const [field, other]: Field[] = [
    { value: '', oninput: null },
    { value: '', oninput: null },
  ];
  if (!field || !other) throw new Error('There are two fields.');
  const unbind = [examples.bindDraft(ada, id, field), examples.bindDraft(onPhone, id, other)];
  field.value = 'And the ending?';
  field.oninput?.();
  await expect.poll(() => other.value, { timeout: 40_000 }).toBe('And the ending?');
  field.value = '';
  field.oninput?.();
  await expect.poll(() => other.value, { timeout: 40_000 }).toBe('');
  for (const end of unbind) end();

  expect(await examples.reportAndBlock(bea, id, all[0]?.id ?? '', 'ada')).toEqual(['Ada']);
  await expect.poll(() => thread.getSnapshot().conversation?.blocked).toBe(true);
  expect(await examples.removeFiltered(server.url, () => server.tokenOf('max'))).toBe(0);
  await server.callHost('PUT', '/api/host/users', { users: [{ id: 'bea', tier: 'privileged' }] });
  await expect.poll(() => starts.at(-1)).toBe(true);
  endInbox();
  endWatching();
}, 180_000);
