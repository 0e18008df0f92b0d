import pg from 'pg';

/** One connection for as long as `use` takes. Errors: the server's, and those of `use`. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** The same server under another database, login or password. */
export function withParts(url: string, parts: { database?: string; user?: string; password?: string }): string {
  const made = new URL(url);
  if (parts.database !== undefined) made.pathname = `/${parts.database}`;
  if (parts.user !== undefined) made.username = parts.user;
  if (parts.password !== undefined) made.password = parts.password;
  return made.href;
}
