import type { DeploymentPolicy } from '@natter/server';
import { migrate as applySteps, type DeploymentIdentity, MigrationError } from '@natter/server/database';
import { command } from '../define-command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit-codes.ts';
import { explainFailure } from '../migrate/explain-failure.ts';
import { exportSteps } from '../migrate/export-steps.ts';
import { readPolicy } from '../migrate/read-policy.ts';
import { rollBackSteps } from '../migrate/roll-back-steps.ts';
import { verifySteps } from '../migrate/verify-steps.ts';
import { listSteps, type Step } from '../reaching/list-steps.ts';
import { type Reach, reachDatabase, readDeployment } from '../reaching/reach-database.ts';
import { readEnvironment } from '../settings/read-environment.ts';
import type { Terminal } from '../terminal.ts';
import { EDITION_FLAG } from './shared-flags.ts';

/** What can follow `natter migrate`; nothing means to apply what is missing. */
const ACTIONS = ['status', 'verify', 'export', 'rollback'] as const;

export const migrate = command(
  {
    name: 'migrate',
    summary: 'Bring the database to this version, check it, take steps back, or write them as SQL',
    details: [
      '`natter migrate` applies what is missing, one transaction a step; `--dry-run` says what would be applied.',
      '`natter migrate status` lists the steps and changes nothing. A step that is not as it ran makes both answer 1.',
      '`natter migrate verify` compares tables, policies, grants, functions and roles with what this version installs, names',
      '  all that is missing, altered or surplus, and answers 1 where something is. It changes nothing.',
      '`natter migrate export --to DIR` writes the steps as numbered SQL files, for Supabase or to be run by hand.',
      '`natter migrate rollback --to N` says what taking back all steps after N would do; `--yes` does it, and where rows of',
      '  people would be lost only with `--destroy-messages`.',
    ],
    args: {
      action: {
        type: 'positional',
        required: false,
        description: ACTIONS.map((action) => `\`${action}\``).join(', '),
        valueHint: ACTIONS.join('|'),
      },
      'dry-run': { type: 'boolean', description: 'Say what would be applied, and change nothing' },
      json: { type: 'boolean', description: 'Answer as JSON' },
      to: {
        type: 'string',
        description: 'export: the folder; rollback: the newest step that stays',
        valueHint: 'DIR|N',
      },
      target: {
        type: 'enum',
        description: 'export: for whom (supabase)',
        options: ['supabase', 'plain'] as string[],
      },
      database: {
        type: 'string',
        description: 'export: the database’s name (that of DATABASE_URL)',
        valueHint: 'name',
      },
      timestamp: {
        type: 'string',
        description: 'export: time in the names of files (now)',
        valueHint: 'YYYYMMDDHHMMSS',
      },
      from: { type: 'string', description: 'export: the first step to write (1)', valueHint: 'N' },
      tenant: { type: 'string', description: 'Whose database it is (NATTER_STORE_ID)', valueHint: 'id' },
      yes: { type: 'boolean', description: 'rollback: do it' },
      'destroy-messages': { type: 'boolean', description: 'rollback: what people wrote may go with it' },
      ...EDITION_FLAG,
    },
  },
  async (args, terminal) => {
    const action = ACTIONS.find((one) => one === args.action);
    if (args.action !== undefined && action === undefined) {
      throw new CommandError(
        EXIT.usage,
        `There is no \`natter migrate ${args.action}\`; there are ${ACTIONS.map((one) => `\`${one}\``).join(', ')}.`,
      );
    }
    const env = readEnvironment(terminal, { NATTER_EDITION: args.edition, NATTER_STORE_ID: args.tenant });
    const deployment = readDeployment(env);
    const isJson = args.json === true;
    if (action === 'export') {
      const { to, database, timestamp, from } = args;
      const target = args.target === 'plain' ? 'plain' : 'supabase';
      return await exportSteps({ to, target, database, timestamp, from }, { env, terminal, isJson });
    }
    const reach = await reachDatabase(env, { workingFolder: terminal.folder, onProgress: terminal.warn });
    try {
      if (action === 'status') return await showStatus(reach, { terminal, isJson });
      if (action === undefined && args['dry-run'] === true) return await showPlan(reach, { terminal, isJson });
      if (reach === null) {
        terminal.say('There is no database yet: the embedded one is made and migrated when the server first starts.');
        return action === 'verify' ? EXIT.failed : EXIT.ok;
      }
      const policy = readPolicy(env);
      if (action === 'verify') return await verifySteps(reach, { deployment, policy }, { terminal, isJson });
      if (action === 'rollback') {
        const flags = { to: args.to, isConfirmed: args.yes === true, mayDestroy: args['destroy-messages'] === true };
        return await rollBackSteps(reach, flags, { terminal, isJson });
      }
      return await apply(reach, { terminal, isJson, deployment, policy });
    } catch (error) {
      throw explainFailure(error);
    } finally {
      await reach?.close();
    }
  },
);

interface Output {
  readonly terminal: Terminal;
  readonly isJson: boolean;
}

async function showStatus(reach: Reach | null, { terminal, isJson }: Output): Promise<ExitCode> {
  const steps = await listSteps(reach?.adminUrl ?? null);
  if (isJson) terminal.say(JSON.stringify({ steps }));
  else for (const step of steps) terminal.say(describe(step));
  return isSound(steps) ? EXIT.ok : EXIT.failed;
}

async function showPlan(reach: Reach | null, { terminal, isJson }: Output): Promise<ExitCode> {
  const steps = await listSteps(reach?.adminUrl ?? null);
  const pending = steps.filter(({ state }) => state === 'pending');
  if (isJson) terminal.say(JSON.stringify({ wouldApply: pending.map(({ version, name }) => ({ version, name })) }));
  else if (pending.length === 0) terminal.say('Nothing to apply.');
  else for (const { version, name } of pending) terminal.say(`would apply ${fileName(version, name)}`);
  for (const step of steps.filter((one) => one.state === 'changed' || one.state === 'unknown'))
    terminal.warn(describe(step));
  return isSound(steps) ? EXIT.ok : EXIT.failed;
}

async function apply(
  { adminUrl, appUrl }: Reach,
  { terminal, isJson, deployment, policy }: Output & { deployment: DeploymentIdentity; policy: DeploymentPolicy },
): Promise<ExitCode> {
  try {
    const { applied } = await applySteps({
      adminUrl,
      ...(appUrl !== undefined && { appUrl }),
      deployment: { tenantId: deployment.tenantId, edition: deployment.edition },
      policy,
      onStep: ({ version, name }) => {
        if (!isJson) terminal.say(`applying ${fileName(version, name)}`);
      },
    });
    if (isJson) terminal.say(JSON.stringify({ applied }));
    else if (applied.length === 0) terminal.say('Nothing to apply.');
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw new CommandError(EXIT.refused, error.message, { cause: error });
  }
}

const isSound = (steps: readonly Step[]) => steps.every(({ state }) => state === 'applied' || state === 'pending');
const fileName = (version: number, name: string) => `${String(version).padStart(3, '0')}_${name}`;

function describe({ version, name, state }: Step): string {
  const meaning = {
    applied: 'applied',
    pending: 'pending',
    changed: 'CHANGED since it ran: this database belongs to another build',
    unknown: 'UNKNOWN here: the database is newer than this version',
  };
  return `${fileName(version, name).padEnd(24)}${meaning[state]}`;
}
