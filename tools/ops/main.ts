/**
 * What an operator's machine needs and `npm test` cannot ask for: nginx, systemd, a PostgreSQL with its own tools. Each check runs
 * the real thing with the files of `deploy/`; where the thing is missing the check is left out and says so. Part of `npm run test:all`.
 */
import { pathToFileURL } from 'node:url';
import { type Check, skip } from './check.ts';
import { containerChecks } from './container.ts';
import { pointInTimeChecks } from './point-in-time.ts';
import { proxyChecks } from './proxy.ts';
import { unitChecks } from './units.ts';

const CHECKS: readonly Check[] = [...unitChecks, ...containerChecks, ...proxyChecks, ...pointInTimeChecks];

async function main(wanted: readonly string[]): Promise<void> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const chosen = CHECKS.filter(({ title }) => wanted.length === 0 || wanted.some((word) => title.includes(word)));
  for (const { title, missing, run } of chosen) {
    const reason = missing();
    if (reason !== null) {
      counts.skipped += 1;
      say(`- ${title}: left out, ${reason}`);
      continue;
    }
    try {
      await run();
      counts.passed += 1;
      say(`✓ ${title}`);
    } catch (error) {
      if (error instanceof skip) {
        counts.skipped += 1;
        say(`- ${title}: left out, ${error.message}`);
        continue;
      }
      counts.failed += 1;
      say(`✗ ${title}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  say(`ops: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exit(counts.failed === 0 ? 0 : 1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2));
