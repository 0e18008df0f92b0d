import { command } from '../define-command.ts';
import { runServer } from '../serving/run-server.ts';
import { readEnvironment } from '../settings/read-environment.ts';
import { readSettings } from '../settings/read-settings.ts';
import { EDITION_FLAG, overridesOf, PLACE_FLAGS, ROLES_FLAG } from './shared-flags.ts';

export const serve = command(
  {
    name: 'serve',
    summary: 'Run the server: API, sockets and web app on one port',
    details: [
      'With DATABASE_URL it serves that PostgreSQL; with one URL it makes a login of its own, with DATABASE_ADMIN_URL as well it',
      'uses the login you made. Without, it starts an embedded PostgreSQL in NATTER_DATA_DIR. The log goes to standard error.',
      'Several processes may share a PostgreSQL, in any split of roles; REDIS_URL lets them hear of each other faster',
      '(docs/operations/nodes.md).',
      'Stop it with Ctrl-C or SIGTERM: it drains first. A second signal ends it at once.',
    ],
    args: {
      ...PLACE_FLAGS,
      ...EDITION_FLAG,
      ...ROLES_FLAG,
      json: { type: 'boolean', description: 'Say that it is ready as one line of JSON' },
    },
  },
  async (args, terminal) => {
    const env = readEnvironment(terminal, overridesOf(args));
    const settings = readSettings({ env, workingFolder: terminal.folder, isDemo: false });
    const isJson = args.json === true;
    return await runServer({
      settings,
      terminal: isJson ? { ...terminal, say: () => undefined } : terminal,
      onReady: ({ url, port, tookMs }) => {
        if (isJson) terminal.say(JSON.stringify({ event: 'ready', url, port, tookMs }));
        else terminal.say(`Natter is ready: ${url} (${(tookMs / 1000).toFixed(1)} s)`);
      },
    });
  },
);
