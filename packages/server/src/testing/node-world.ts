import { randomUUID } from 'node:crypto';
import type { Conversation } from '@natter/protocol';
import { createTestDatabase, startTestServer, type TestDatabase, type TestServer } from '@natter/testkit';
import { systemClock } from '../adapters/system/system-clock.ts';
import type { MessagingDatabase } from '../ports/database.ts';

export const CONVERSATIONS = '/api/messages/conversations';

/** Several servers over one database, for tests. */
export interface NodeWorld {
  readonly world: TestDatabase;
  /** One more server, with connections of its own. */
  start(env?: Readonly<Record<string, string>>): Promise<TestServer>;
  /** A conversation of two new people, begun by a first message. */
  newPair(at: TestServer): Promise<{ readonly ann: string; readonly bob: string; readonly id: string }>;
  close(): Promise<void>;
}

export async function openNodeWorld(adminUrl: string): Promise<NodeWorld> {
  const world = await createTestDatabase(adminUrl);
  const running: { server: TestServer; database: MessagingDatabase }[] = [];
  let counter = 0;
  return {
    world,
    start: async (env = {}) => {
      const database = world.open();
      // With a clock given, a test server takes no notice of how busy the machine is.
      const server = await startTestServer({ database, env, clock: systemClock });
      running.push({ server, database });
      return server;
    },
    newPair: async (at) => {
      counter++;
      const [ann, bob] = [`ann-${counter}`, `bob-${counter}`];
      for (const userId of [ann, bob]) await at.call(userId, 'GET', '/api/messages/me');
      const begun = { type: 'direct', participantId: bob, message: text('hello') };
      const { body } = await at.call(ann, 'POST', CONVERSATIONS, begun);
      return { ann, bob, id: (body as Conversation).id };
    },
    close: async () => {
      await Promise.all(running.map(({ server }) => server.close()));
      await Promise.all(running.map(({ database }) => database.close()));
      await world.drop();
    },
  };
}

export function text(content: string, clientId: string = randomUUID()) {
  return { clientId, type: 'text', content };
}
