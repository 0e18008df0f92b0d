import { startEmbeddedPostgres } from '../start-embedded-postgres.ts';

/* A process that starts the database in the folder of its first argument, says where it is, and holds it until it is killed. */

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('which folder?');
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
try {
  const { adminUrl, pid } = await startEmbeddedPostgres({ dataDir });
  say({ adminUrl, pid });
} catch (error) {
  say({ failure: error instanceof Error ? error.message : String(error) });
}
