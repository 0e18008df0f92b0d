import { resolve } from 'node:path';
import { systemClock } from '@natter/server';
import { command } from '../define-command.ts';
import { askWayIn } from '../doctor/ask-way-in.ts';
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
      'With --url it calls the running server (with NATTER_API_KEY) as people do, and compares the proxies on the way with NATTER_TRUSTED_HOPS.',
    ],
    args: {
      env: { type: 'string', description: 'Only check the settings in this file', valueHint: 'file' },
      url: {
        type: 'string',
        description: 'Also look at the way in, from here to this public address',
        valueHint: 'address',
      },
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
  { env: file, edition, url }: { env?: string | undefined; edition?: string | undefined; url?: string | undefined },
  terminal: Terminal,
): Promise<readonly Finding[]> {
  if (file !== undefined) {
    const told = readEnvironmentFile(resolve(terminal.folder, file));
    return [...checkConfiguration(told, terminal.folder), ...(await examineWayIn(url, told))];
  }
  const env = readEnvironment(terminal, { NATTER_EDITION: edition });
  const settings = checkConfiguration(env, terminal.folder);
  return [...settings, ...(await examineDatabase(env, terminal)), ...(await examineWayIn(url, env))];
}

const examineWayIn = async (url: string | undefined, env: Readonly<Record<string, string | undefined>>) =>
  url === undefined ? [] : await askWayIn(url, env);

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
