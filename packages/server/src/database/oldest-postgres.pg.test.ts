import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import {
  findSystemPostgres,
  openWallWorld,
  PROBES,
  type SystemPostgres,
  startSystemPostgres,
  type WallWorld,
} from '@natter/testkit/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The oldest major version that `DATABASE_URL` may name. */
const OLDEST = 15;
const programs = findSystemPostgres(OLDEST);

// Without these programs (Debian: postgresql-15) nothing of this file can run; the embedded version is tried by all others.
describe.skipIf(programs === null)(
  `PostgreSQL ${OLDEST} of the operating system (skipped where it is not installed)`,
  () => {
    let postgres: SystemPostgres;
    let database: TestDatabase;
    let world: WallWorld;

    beforeAll(async () => {
      postgres = await startSystemPostgres(programs ?? '');
      database = await createTestDatabase(postgres.adminUrl);
      world = await openWallWorld(database);
    }, 180_000);
    afterAll(async () => {
      await world.close();
      await database.drop();
      await postgres.stop();
    });

    it('[MIG-10] runs the same migrations and sends, marks and reads', async () => {
      const { rows } = await database.admin.query("SELECT current_setting('server_version_num')::int / 10000 AS major");
      expect(rows).toEqual([{ major: OLDEST }]);
      const db = database.open();
      const { ada, bo, conversation } = await world.newScene(2);
      const [verdict] = await db.sendMessages([
        {
          conversationId: conversation,
          senderId: bo,
          clientId: randomUUID(),
          id: randomUUID(),
          type: 'text',
          content: 'hi',
          mentions: [],
          replyToId: null,
        },
      ]);
      expect(verdict).toMatchObject({ verdict: 'sent', seq: 3, recipients: [ada, bo] });
      await db.advanceMarks([{ userId: ada, conversationId: conversation, kind: 'read', seq: 3 }]);
      const page = await db.readHistory(ada, conversation, { before: null, after: null, around: null, limit: 10 });
      expect(page?.items.map((item) => item.content)).toEqual(['secret 1', 'secret 2', 'hi']);
      expect(await db.readUnreadTotals(bo)).toMatchObject({ messages: 2 });
      await db.close();
    });

    it.each(PROBES)('$title', async ({ run }) => {
      await expect(run(world)).resolves.toBeUndefined();
    });
  },
);
