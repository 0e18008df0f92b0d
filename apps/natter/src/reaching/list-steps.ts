import { appliedSteps, loadMigrations } from '@natter/server/database';
import pg from 'pg';

/** `changed`: it ran, and its file is another one now. `unknown`: it ran, and this version does not have it. */
export type StepState = 'applied' | 'pending' | 'changed' | 'unknown';

export interface Step {
  readonly version: number;
  readonly name: string;
  readonly state: StepState;
}

/** Every step of this version and of the database. `adminUrl` null: there is no database yet. Changes nothing. */
export async function listSteps(adminUrl: string | null): Promise<readonly Step[]> {
  const known = await loadMigrations();
  const done = adminUrl === null ? new Map<number, string>() : await withClient(adminUrl, appliedSteps);
  const steps = known.map(({ version, name, checksum }): Step => {
    const ran = done.get(version);
    return { version, name, state: ran === undefined ? 'pending' : ran === checksum ? 'applied' : 'changed' };
  });
  const unknown = [...done.keys()].filter((version) => known.every((step) => step.version !== version));
  return [...steps, ...unknown.map((version): Step => ({ version, name: '?', state: 'unknown' }))];
}

export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'natter', connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
