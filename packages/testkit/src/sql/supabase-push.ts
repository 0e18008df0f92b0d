import type pg from 'pg';

/**
 * Runs migration files as `supabase db push` runs them: settings reset, the statements of a file one by one in a single batch
 * with one `Sync` at its end (an implicit transaction), and in the same batch the row by which the CLI remembers the file.
 * Files that it remembers are left out. Raises at the first file that fails, of which nothing stays.
 */
export async function pushMigrations(
  client: pg.Client,
  files: readonly { readonly name: string; readonly sql: string }[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ version: string }>('SELECT version FROM supabase_migrations.schema_migrations');
  const known = new Set(rows.map((row) => row.version));
  const pushed: string[] = [];
  for (const { name, sql } of files) {
    const [, version = '', title = ''] = /^([0-9]+)_(.*)\.sql$/.exec(name) ?? [];
    if (version === '')
      throw new Error(`Skipping migration ${name}... (file name must match pattern "<timestamp>_name.sql")`);
    if (known.has(version)) continue;
    const ledger = `INSERT INTO supabase_migrations.schema_migrations (version, name) VALUES ('${version}', '${title}')`;
    await runBatch(client, ['RESET ALL', ...splitStatements(sql), ledger]);
    pushed.push(name);
  }
  return pushed;
}

/** Sends all statements without waiting, then one `Sync`; answers when the server is ready again. */
async function runBatch(client: pg.Client, statements: readonly string[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const batch = {
      submit: (connection: pg.Connection): void => {
        for (const text of statements) {
          connection.parse({ name: '', text, types: [] }, true);
          connection.bind({}, true);
          connection.execute({}, true);
        }
        connection.sync();
      },
      handleRowDescription: () => undefined,
      handleDataRow: () => undefined,
      handleCommandComplete: () => undefined,
      handleEmptyQuery: () => undefined,
      handlePortalSuspended: () => undefined,
      handleError: (error: Error) => reject(error),
      handleReadyForQuery: () => resolve(),
    };
    client.query(batch);
  });
}

/** What may hide a semicolon: strings, quoted names, bodies between dollars, comments. */
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$[A-Za-z_0-9]*\$)[\s\S]*?\1|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'"$\-/;]+|[\s\S]/g;

/** The statements of a file without what is only comment. */
export function splitStatements(sql: string): readonly string[] {
  const statements: string[] = [];
  let current = '';
  let hasCode = false;
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === ';') {
      if (hasCode) statements.push(current.trim());
      current = '';
      hasCode = false;
      continue;
    }
    current += token;
    hasCode ||= !token.startsWith('--') && !token.startsWith('/*') && token.trim() !== '';
  }
  return hasCode ? [...statements, current.trim()] : statements;
}
