import { parseArgs as parseStrictly, stripVTControlCharacters } from 'node:util';
import { type ArgsDef, type CommandDef, defineCommand, type ParsedArgs, parseArgs, renderUsage } from 'citty';
import { CommandError, EXIT } from './exit-codes.ts';
import { suggest } from './suggest.ts';
import type { Terminal } from './terminal.ts';

/** One command of `natter`. */
export interface Command {
  readonly summary: string;
  /** Answers the exit code. Errors: `CommandError`. */
  run(rawArgs: readonly string[], terminal: Terminal): Promise<number>;
  usage(): Promise<string>;
}

/** A command with typed arguments; an argument that it does not know is an error and not passed over. */
export function command<const T extends ArgsDef>(
  { name, summary, details = [], args }: { name: string; summary: string; details?: readonly string[]; args: T },
  run: (args: ParsedArgs<T>, terminal: Terminal) => Promise<number>,
): Command {
  const definition: CommandDef<T> = defineCommand({ meta: { name: `natter ${name}`, description: summary }, args });
  return {
    summary,
    usage: async () => [await renderUsage(definition), ...details].join('\n'),
    run: async (rawArgs, terminal) => {
      refuseUnknown(rawArgs, { name, args });
      return await run(parse(rawArgs, { name, args }), terminal);
    },
  };
}

function parse<T extends ArgsDef>(
  rawArgs: readonly string[],
  { name, args }: { name: string; args: T },
): ParsedArgs<T> {
  try {
    return parseArgs<T>([...rawArgs], args);
  } catch (error) {
    // citty colours what it quotes.
    const message = error instanceof Error ? stripVTControlCharacters(error.message) : String(error);
    const [, missing] = /^Missing required positional argument: (\w+)/.exec(message) ?? [];
    const hint = missing === undefined ? undefined : args[missing.toLowerCase()]?.valueHint?.replaceAll('|', ', ');
    throw new CommandError(EXIT.usage, [
      hint === undefined ? `${message}.` : `Say what to do: ${hint}.`,
      `\`natter ${name} --help\` lists what there is.`,
    ]);
  }
}

function refuseUnknown(rawArgs: readonly string[], { name, args }: { name: string; args: ArgsDef }): void {
  const flags = Object.entries(args).filter(([, { type }]) => type !== 'positional');
  const options = Object.fromEntries(
    flags.map(([flag, { type }]) => [flag, { type: type === 'boolean' ? ('boolean' as const) : ('string' as const) }]),
  );
  const places = Object.keys(args).length - flags.length;
  try {
    const { positionals } = parseStrictly({ args: [...rawArgs], options, allowPositionals: true, strict: true });
    if (positionals.length > places) throw new Error(`Unexpected argument '${positionals[places] ?? ''}'`);
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '';
    const [, given] = /'--?([a-z-]+)/.exec(message) ?? [];
    const meant = given === undefined || given in options ? null : suggest(given, Object.keys(options));
    throw new CommandError(EXIT.usage, [
      `${message}.${meant === null ? '' : ` Did you mean --${meant}?`}`,
      `\`natter ${name} --help\` lists what there is.`,
    ]);
  }
}
