import { createServer } from 'node:net';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Looks whether a port can be had, before a database is started for nothing. Port 0 always can.
 *
 * @throws CommandError `failed` with how to choose another one
 */
export async function probePort(host: string, port: number, terminal: Pick<Terminal, 'env'>): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(explainListenError(error, { host, port, terminal }) ?? error),
    );
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly terminal: Pick<Terminal, 'env'>;
}

/** Why listening failed, for a person; null for an error that is not about the address. */
export function explainListenError(error: unknown, { host, port, terminal }: Wanted): CommandError | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const say = (lines: readonly string[]) => new CommandError(EXIT.failed, lines, { cause: error });
  // Under `npm start` the flag goes behind two dashes.
  const flag = terminal.env['npm_lifecycle_event'] === 'start' ? 'npm start -- --port' : '--port';
  const another = `Choose another one: ${flag} ${port === 4000 ? 4100 : port + 1}, or the variable PORT.`;
  switch (code) {
    case 'EADDRINUSE':
      return say([`Port ${port} on ${host} is taken by another program.`, another]);
    case 'EACCES':
      return say([`Port ${port} may not be used by an ordinary user.`, another]);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return say([`${host} is not an address of this machine. Choose another one with --host, or the variable HOST.`]);
    default:
      return null;
  }
}
