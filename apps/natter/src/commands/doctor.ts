import { resolve } from 'node:path';
import { systemClock } from '@natter/server';
import { command } from '../define-command.ts';
import { checkConfiguration } from '../doctor/check-configuration.ts';
import { checkDatabase } from '../doctor/check-database.ts';
import { type Finding, ok, problem } from '../doctor/finding.ts';
import { readFacts } from '../doctor/read-facts.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { listSteps, withClient } from '../reaching/list-steps.ts';
import { type Reach, reachDatabase, readDeployment } from '../reaching/reach-database.ts';
import { readEnvironment, readEnvironmentFile } from '../settings/read-environment.ts';
import type { Terminal } from '../terminal.ts';
import { EDITION_FLAG } from './shared-flags.ts';

export const doctor = command(
  {
    name: 'doctor',
    summary: 'Look at configuration and database, and explain what is wrong',
    details: [
      'Exit code 0: nothing, or only warnings; 1: at least one problem. It changes nothing.',
      'With --env it looks at that file alone, which may be for another machine, and asks no database.',
    ],
    args: {
      env: { type: 'string', description: 'Only check the settings in this file', valueHint: 'file' },
      json: { type: 'boolean', description: 'Answer as JSON: { findings: [{ id, level, detail, fix? }] }' },
      ...EDITION_FLAG,
    },
  },
  async (args, terminal) => {
    const findings = await examine(args, terminal);
    if (args.json === true) terminal.say(JSON.stringify({ findings }));
    else for (const line of findings.flatMap(describe)) terminal.say(line);
    return findings.some(({ level }) => level === 'problem') ? EXIT.failed : EXIT.ok;
  },
);

async function examine(
  { env: file, edition }: { env?: string | undefined; edition?: string | undefined },
  terminal: Terminal,
): Promise<readonly Finding[]> {
  if (file !== undefined) {
    return checkConfiguration(readEnvironmentFile(resolve(terminal.folder, file)), terminal.folder);
  }
  const env = readEnvironment(terminal, { NATTER_EDITION: edition });
  return [...checkConfiguration(env, terminal.folder), ...(await examineDatabase(env, terminal))];
}

async function examineDatabase(
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<readonly Finding[]> {
  let reach: Reach | null = null;
  try {
    reach = await reachDatabase(env, { workingFolder: terminal.folder, onProgress: terminal.warn });
    if (reach === null)
      return [ok('database', 'There is no database yet; the embedded one is made at the first start')];
    return await askDatabase(reach, readDeployment(env));
  } catch (error) {
    const detail =
      error instanceof CommandError ? error.lines.join(' ') : `The database cannot be used: ${describeError(error)}`;
    return [problem('database', detail, 'Check DATABASE_URL, and whether the database runs')];
  } finally {
    await reach?.close();
  }
}

async function askDatabase(
  { adminUrl, appUrl }: Reach,
  deployment: { tenantId: string; edition: string },
): Promise<readonly Finding[]> {
  const ownLogin = appUrl === undefined ? null : decodeURIComponent(new URL(appUrl).username);
  const { facts, nowMs } = await withClient(adminUrl, async (client) => {
    // The first question opens caches; the second one tells the time.
    await readFacts(client, ownLogin);
    const beforeMs = systemClock.now();
    const asked = await readFacts(client, ownLogin);
    return { facts: asked, nowMs: (beforeMs + systemClock.now()) / 2 };
  });
  return checkDatabase(facts, await listSteps(adminUrl), { ...deployment, nowMs });
}

/** Some errors of a connection have their text in their parts only. */
function describeError(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeError).join('; ');
  return error instanceof Error ? error.message : String(error);
}

const SIGNS = { ok: '✓', warning: '!', problem: '✗' } as const;

function describe({ level, detail, fix }: Finding): readonly string[] {
  return [`${SIGNS[level]} ${detail}`, ...(fix === undefined ? [] : [`    → ${fix}`])];
}
