import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';

/**
 * What `npm start` itself must know of its flags; all of them go on to the demo, which checks them.
 *
 * @param {string[]} args
 * @param {Record<string, string | undefined>} env
 * @param {string} folder where `.env` is looked for
 * @returns {{ edition: string, port: string, host: string, isHelp: boolean, others: string[] }} `others`: without port and host
 */
export function readStartFlags(args, env, folder) {
  const file = join(folder, '.env');
  const known = { ...(existsSync(file) && parseEnv(readFileSync(file, 'utf8'))), ...withoutEmpty(env) };
  const { values, tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: {
      edition: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const places = tokens.filter(({ kind, name }) => kind === 'option' && (name === 'port' || name === 'host'));
  const taken = new Set(places.flatMap(({ index, inlineValue }) => (inlineValue ? [index] : [index, index + 1])));
  return {
    edition: values.edition ?? known.NATTER_EDITION ?? 'social',
    port: values.port ?? known.PORT ?? '4000',
    host: values.host ?? '127.0.0.1',
    isHelp: values.help === true,
    others: args.filter((_, index) => !taken.has(index)),
  };
}

function withoutEmpty(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
}
