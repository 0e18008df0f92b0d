import { openShop } from './open-shop.ts';
import { readSettings } from './read-settings.ts';

/** What is wrong with the place it should listen at, for a person. */
function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const { PORT: port = '4000', HOST: host = '127.0.0.1' } = process.env;
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken by another program; try --port 5000.`;
  if (code === 'EACCES') return `Port ${port} may not be used by an ordinary user; try --port 5000.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is not an address of this machine.`;
  return error instanceof Error ? error.message : String(error);
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const warn = (line: string) => process.stderr.write(`${line}\n`);

try {
  const shop = await openShop(readSettings(process.env), {
    now: Date.now,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    warn,
  });
  say(JSON.stringify({ event: 'open', url: shop.url }));
  const stop = () => {
    void shop.close().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
} catch (error) {
  warn(explain(error));
  process.exit(1);
}
