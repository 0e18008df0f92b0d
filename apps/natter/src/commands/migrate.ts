import { migrate as applySteps, MigrationError } from '@natter/server/database';
import { command } from '../define-command.ts';
import { CommandError, EXIT, type ExitCode } from '../exit-codes.ts';
import { listSteps, type Step } from '../reaching/list-steps.ts';
import { type Reach, reachDatabase, readDeployment } from '../reaching/reach-database.ts';
import { readEnvironment } from '../settings/read-environment.ts';
import type { Terminal } from '../terminal.ts';
import { EDITION_FLAG } from './shared-flags.ts';

export const migrate = command(
  {
    name: 'migrate',
    summary: 'Bring the database to this version, or show where it is',
    details: [
      '`natter migrate` applies what is missing, one transaction a step; `natter migrate status` lists the steps and changes',
      'nothing; `--dry-run` says what would be applied. A step that is not as it ran makes all three answer 1.',
    ],
    args: {
      action: {
        type: 'positional',
        required: false,
        description: '`status`: only list the steps',
        valueHint: 'status',
      },
      'dry-run': { type: 'boolean', description: 'Say what would be applied, and change nothing' },
      json: { type: 'boolean', description: 'Answer as JSON' },
      ...EDITION_FLAG,
    },
  },
  async (args, terminal) => {
    if (args.action !== undefined && args.action !== 'status') {
      throw new CommandError(
        EXIT.usage,
        `There is no \`natter migrate ${args.action}\`; there is \`natter migrate status\`.`,
      );
    }
    const env = readEnvironment(terminal, { NATTER_EDITION: args.edition });
    const deployment = readDeployment(env);
    const reach = await reachDatabase(env, { workingFolder: terminal.folder, onProgress: terminal.warn });
    try {
      const isJson = args.json === true;
      if (args.action === 'status') return await showStatus(reach, { terminal, isJson });
      if (args['dry-run'] === true) return await showPlan(reach, { terminal, isJson });
      if (reach === null) {
        terminal.say('There is no database yet: the embedded one is made and migrated when the server first starts.');
        return EXIT.ok;
      }
      return await apply(reach, { terminal, isJson, deployment });
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
  { terminal, isJson, deployment }: Output & { deployment: { tenantId: string; edition: string } },
): Promise<ExitCode> {
  try {
    const { applied } = await applySteps({
      adminUrl,
      ...(appUrl !== undefined && { appUrl }),
      deployment: { tenantId: deployment.tenantId, edition: deployment.edition },
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
