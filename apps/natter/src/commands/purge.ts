import { command } from '../define-command.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { proveRetention } from '../retention/prove-retention.ts';
import { confirmRefused, purgeNow, showPlan } from '../retention/purge-now.ts';
import { withRetention } from '../retention/with-retention.ts';
import { EDITION_FLAG } from './shared-flags.ts';

export const purge = command(
  {
    name: 'purge',
    summary: 'Carry out retention now, say what would go, or prove that it works',
    details: [
      'The server does this by itself; `natter purge` does it now and to its end. Nothing goes that has not expired and waited.',
      '`--dry-run` lists what would be marked and purged, by day and tier, and changes nothing.',
      '`--prove` checks every claim about what is left and what was taken: 0 only where all hold. Made for a file every night.',
      'Exit code 3: the clock or the amount is not to be believed, nothing was taken; `--confirm "why"` lets the next run go ahead.',
    ],
    args: {
      'dry-run': { type: 'boolean', description: 'Say what would go, and change nothing' },
      days: { type: 'string', description: '--dry-run: how many days to look ahead (7)', valueHint: 'N' },
      prove: { type: 'boolean', description: 'Prove that nothing is left and nothing was taken too early' },
      out: { type: 'string', description: '--prove: write it to a file that is not there yet', valueHint: 'FILE' },
      confirm: { type: 'string', description: 'Let what the guard refused go ahead', valueHint: 'note' },
      json: { type: 'boolean', description: 'Answer as JSON' },
      ...EDITION_FLAG,
    },
  },
  async (args, terminal) => {
    const modes = [args['dry-run'] === true, args.prove === true, args.confirm !== undefined].filter(Boolean);
    if (modes.length > 1) throw new CommandError(EXIT.usage, 'Give one of --dry-run, --prove and --confirm.');
    if (args.out !== undefined && args.prove !== true) throw new CommandError(EXIT.usage, '--out goes with --prove.');
    const days = Number(args.days ?? 7);
    if (!Number.isInteger(days) || days < 0 || days > 3_650) {
      throw new CommandError(EXIT.usage, '--days must be a whole number from 0 to 3650.');
    }
    const output = { terminal, isJson: args.json === true };
    return await withRetention(terminal, args.edition, async (admin) => {
      if (args['dry-run'] === true) return await showPlan(admin, days, output);
      if (args.prove === true) return await proveRetention(admin, { ...output, out: args.out });
      if (args.confirm !== undefined) return await confirmRefused(admin, args.confirm, output);
      return await purgeNow(admin, output);
    });
  },
);
