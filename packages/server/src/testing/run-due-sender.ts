import { createStubDatabase } from '@natter/testkit';
import { openDatabase } from '../database/open-database.ts';
import { createScheduled } from '../modules/scheduled/index.ts';
import { createTestPlatform } from './test-platform.ts';

/* A process that sends what is due in the database of its first argument, until it is killed. */

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error('whose database?');
const { platform } = createTestPlatform(createStubDatabase());
const database = openDatabase({ url, log: platform.log, allowUnsafeDurability: true });
createScheduled({ ...platform, database }).startSending();
// The clock of tests holds no process, and neither does an idle pool: with nothing due this one would end by itself.
setInterval(() => undefined, 60_000);
process.stdout.write('started\n');
