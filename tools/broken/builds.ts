/** A build that breaks one promise, and the project's own tests that must notice. */
export interface BrokenBuild {
  readonly name: string;
  /** Text of a file that is replaced; it must stand there exactly once. */
  readonly changes: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  readonly project: 'unit' | 'pg';
  /** Files of tests that are run; each must fail, or all of them must when `untouched`. */
  readonly tests: readonly string[];
  /** What the title of a failing test says: noticed for the right reason. */
  readonly noticed: RegExp;
}

const SEND = 'packages/server/migrations/004_functions/30_send.sql';

export const BROKEN_BUILDS: readonly BrokenBuild[] = [
  {
    name: 'acknowledges before the commit',
    changes: [
      {
        file: 'packages/server/src/modules/messages/send-message.ts',
        from: '  committer.add({\n    send,',
        to: `  const early = { verdict: 'sent', seq: 1, changeSeq: 1, sentAt: new Date(), expiresAt: null, replyTo: null, recipients: [] } as const;
  reply.answer({ message: presentSent(send, early), duplicate: false });
  committer.add({\n    send,`,
      },
    ],
    project: 'unit',
    tests: ['packages/server/src/modules/messages/send-message.test.ts'],
    noticed: /SEND-1\]/,
  },
  {
    name: 'sends what was sent before once more',
    changes: [
      {
        file: SEND,
        from: "WHEN k.conversation_id = i.conversation AND (k.body_hash = i.hash OR k.body_hash IS NULL) THEN 'duplicate'",
        to: "WHEN false THEN 'duplicate'",
      },
      {
        file: SEND,
        from: 'WHEN k.conversation_id IS NOT NULL OR gone.conversation_id IS NOT NULL OR i.nth_of_key > 1',
        to: 'WHEN gone.conversation_id IS NOT NULL',
      },
      {
        file: 'packages/server/migrations/001_schema.sql',
        from: 'CONSTRAINT uq_messages_client UNIQUE (sender_id, client_id, tenant_id)',
        to: 'CONSTRAINT uq_messages_client UNIQUE (sender_id, client_id, tenant_id, seq)',
      },
    ],
    project: 'pg',
    tests: ['packages/server/src/database/messaging.pg.test.ts'],
    noticed: /ONCE-|SEND-6/,
  },
  {
    name: 'syncs from a moment instead of a horizon',
    changes: [
      {
        file: 'packages/server/migrations/004_functions/50_sync.sql',
        from: 'SELECT natter.read_epoch(), pg_snapshot_xmin(pg_current_snapshot())::text, page.id',
        to: 'SELECT natter.read_epoch(), pg_snapshot_xmax(pg_current_snapshot())::text, page.id',
      },
    ],
    project: 'pg',
    tests: ['packages/server/src/database/messaging.pg.test.ts'],
    noticed: /SYNC-1\]/,
  },
  {
    name: 'delivers live events and nothing else',
    changes: [
      {
        file: 'packages/client/src/transport/connection.ts',
        from: '      await this.options.catchUp();\n',
        to: '',
      },
    ],
    project: 'unit',
    tests: ['packages/client/src/faults-of-way.test.ts'],
    noticed: /CATCH-|GAP-/,
  },
  {
    name: 'lets anybody read messages of whom they know the conversation',
    changes: [
      {
        file: 'packages/server/migrations/002_rls.sql',
        from: `CREATE POLICY messages_select ON natter.direct_messages FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant())`,
        to: `CREATE POLICY messages_select ON natter.direct_messages FOR SELECT TO {{app}}
  USING (true OR tenant_id = (SELECT natter.current_tenant())`,
      },
    ],
    project: 'pg',
    tests: ['packages/server/src/database/hostile.pg.test.ts', 'packages/server/src/database/promises.pg.test.ts'],
    noticed: /AUTHZ-|WALL-|\[/,
  },
];
