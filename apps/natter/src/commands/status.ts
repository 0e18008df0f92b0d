import { type AlertSeverity, StoreStatus } from '@natter/protocol';
import { presentStatus, readOption, systemClock } from '@natter/server';
import { readStoreFacts } from '@natter/server/database';
import { command } from '../define-command.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { withClient } from '../reaching/list-steps.ts';
import { reachDatabase, readDeployment } from '../reaching/reach-database.ts';
import { orUsage } from '../settings/or-usage.ts';
import { readEnvironment } from '../settings/read-environment.ts';
import { askServer } from '../status/ask-server.ts';
import { describeStatus } from '../status/describe-status.ts';
import type { Terminal } from '../terminal.ts';
import { EDITION_FLAG } from './shared-flags.ts';

export const status = command(
  {
    name: 'status',
    summary: 'How the store is doing, and what needs looking at',
    details: [
      'It asks the server that runs here (with NATTER_API_KEY), which also knows about the last hour; where none answers, the database.',
      'Exit code 0: nothing to do; 4: a warning; 5: something critical; 1: neither server nor database could be asked.',
    ],
    args: {
      offline: {
        type: 'boolean',
        description:
          'Ask the database of DATABASE_URL and no server: of a restored copy, whatever runs on this machine',
      },
      json: { type: 'boolean', description: 'Answer as JSON, as GET /api/host/status does' },
      ...EDITION_FLAG,
    },
  },
  async (args, terminal) => {
    const env = readEnvironment(terminal, { NATTER_EDITION: args.edition });
    const fromServer = args.offline === true ? null : await askServer(env, terminal);
    const found = fromServer ?? (await askDatabase(env, terminal));
    if (args.json === true) terminal.say(JSON.stringify(found));
    else for (const line of describeStatus(found)) terminal.say(line);
    return exitCodeOf(found.alerts.map(({ severity }) => severity));
  },
);

type Env = Readonly<Record<string, string | undefined>>;
const MEBIBYTE = 1024 * 1024;

async function askDatabase(env: Env, terminal: Terminal): Promise<StoreStatus> {
  const { tenantId, edition } = readDeployment(env);
  const [name, limitMb, mode] = orUsage(
    () =>
      [
        readOption('NATTER_STORE_NAME', env),
        readOption('NATTER_DATABASE_LIMIT_MB', env),
        readOption('NODE_ENV', env),
      ] as const,
  );
  const reach = await reachDatabase(env, { workingFolder: terminal.folder, onProgress: terminal.warn });
  if (reach === null) throw new CommandError(EXIT.failed, 'There is no database yet: nothing to tell of.');
  try {
    return await withClient(reach.adminUrl, async (client) => {
      const askedMs = systemClock.now();
      const facts = await readStoreFacts(client);
      return StoreStatus.parse(
        presentStatus({
          facts,
          answeredInMs: systemClock.now() - askedMs,
          tenant: { id: tenantId, name },
          edition,
          isProduction: mode === 'production',
          nodeId: null,
          databaseLimitBytes: limitMb === 0 ? null : limitMb * MEBIBYTE,
          server: null,
        }),
      );
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CommandError(
      EXIT.failed,
      `The database cannot be asked: ${describe(error)}. \`natter doctor\` says more.`,
      {
        cause: error,
      },
    );
  } finally {
    await reach.close();
  }
}

/** Some errors of a connection have their text in their parts only. */
function describe(error: Error): string {
  if (error instanceof AggregateError)
    return error.errors.map((one) => (one instanceof Error ? one.message : String(one))).join('; ');
  return error.message;
}

function exitCodeOf(severities: readonly AlertSeverity[]): number {
  if (severities.includes('critical')) return EXIT.critical;
  return severities.includes('warning') ? EXIT.warning : EXIT.ok;
}
