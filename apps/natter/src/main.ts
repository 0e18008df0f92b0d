import { COMMANDS, runCli } from './run-cli.ts';

// A reader that went away (`natter doctor | head`) is no reason to crash; a terminal that went away asks to stop by SIGHUP.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const code = await runCli(process.argv.slice(2), {
  commands: COMMANDS,
  terminal: {
    say: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`${line}\n`),
    env: process.env,
    folder: process.cwd(),
    isInteractive: process.stdout.isTTY === true,
    uptimeMs: () => process.uptime() * 1000,
  },
});
process.exit(code);
