import { UserId } from '@natter/protocol';
import { mintToken, readConfig, readOption, systemClock } from '@natter/server';
import { command } from '../define-command.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { editionFolder } from '../settings/data-folder.ts';
import { findJwtSecret } from '../settings/generated-secrets.ts';
import { orUsage } from '../settings/or-usage.ts';
import { readEnvironment } from '../settings/read-environment.ts';
import { EDITION_FLAG } from './shared-flags.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** A token for development should not outlive its purpose. */
const MAX_SECONDS = 30 * 86_400;

export const token = command(
  {
    name: 'token',
    summary: 'Print a token for somebody, for development',
    details: ['It prints the token and nothing else: curl -H "Authorization: Bearer $(natter token --user maya)" …'],
    args: {
      user: { type: 'string', required: true, description: 'The host’s id of the person', valueHint: 'id' },
      name: { type: 'string', description: 'Their name, where they are not known yet', valueHint: 'name' },
      ttl: { type: 'string', default: '1h', description: 'How long it holds: 30s, 15m, 1h, 7d', valueHint: 'time' },
      json: { type: 'boolean', description: 'Print the token and its end as JSON' },
      ...EDITION_FLAG,
    },
  },
  async (args, terminal) => {
    const userId = UserId.safeParse(args.user);
    if (!userId.success) throw new CommandError(EXIT.usage, '--user must be 1 to 128 of A–Z a–z 0–9 _ . : @ | + -');
    const ttlSeconds = parseTtl(args.ttl);
    const env = readEnvironment(terminal, { NATTER_EDITION: args.edition });
    const [dataDir, edition] = orUsage(
      () => [readOption('NATTER_DATA_DIR', env), readOption('NATTER_EDITION', env)] as const,
    );
    const secret = env['NATTER_JWT_SECRET'] ?? findJwtSecret(editionFolder({ dataDir, edition }, terminal.folder));
    if (env['NATTER_JWKS_URL'] !== undefined || secret === null) {
      throw new CommandError(EXIT.usage, [
        'There is no secret to sign with: NATTER_JWT_SECRET is not set, and no demo has run in this data folder.',
        'With NATTER_JWKS_URL only your own identity provider can make tokens.',
      ]);
    }
    const { config } = orUsage(() => readConfig({ ...env, NATTER_JWT_SECRET: secret }));
    const { issuer, audience } = config.tokens;
    const minted = await mintToken({
      secret,
      userId: userId.data,
      name: args.name,
      ttlSeconds,
      issuer,
      audience,
      clock: systemClock,
    });
    terminal.say(args.json === true ? JSON.stringify(minted) : minted.token);
    return EXIT.ok;
  },
);

/** @returns seconds. Errors: `CommandError` */
export function parseTtl(given: string): number {
  const [, amount, unit = ''] = /^(\d{1,9})([smhd])$/.exec(given) ?? [];
  const seconds = Number(amount) * (UNIT_SECONDS[unit] ?? Number.NaN);
  if (!(seconds >= 1 && seconds <= MAX_SECONDS)) {
    throw new CommandError(
      EXIT.usage,
      `--ttl must be a time such as 30s, 15m, 1h or 7d, at most 30 days; not ${given}`,
    );
  }
  return seconds;
}
