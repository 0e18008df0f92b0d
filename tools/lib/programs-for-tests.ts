import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundle } from './bundle.ts';
import { inRoot } from './paths.mjs';

/** Programs that tests start as processes, each one file: compiling its sources would be most of what a start costs. */
export interface ProgramsForTests {
  /** The command line, `natter`. */
  readonly natter: string;
  readonly server: string;
  readonly dueSender: string;
  readonly databaseHolder: string;
}

/** Each package has a folder from which its libraries, its version and its pages are found as from where it is built. */
const SOURCES: Readonly<Record<keyof ProgramsForTests, readonly [owner: string, entry: string]>> = {
  natter: ['apps/natter', 'src/main.ts'],
  server: ['packages/server', 'src/testing/run-server.ts'],
  dueSender: ['packages/server', 'src/testing/run-due-sender.ts'],
  databaseHolder: ['packages/server', 'src/adapters/embedded-postgres/testing/run-holder.ts'],
};
const OLD_AFTER_MS = 24 * 3_600_000;

/** Builds them from the sources as they are now. Errors: esbuild's. */
export async function bundlePrograms(): Promise<ProgramsForTests> {
  await linkMigrations(inRoot('apps/natter/.cache/migrations'));
  const [natter, server, dueSender, databaseHolder] = await Promise.all([
    bundleProgram('natter'),
    bundleProgram('server'),
    bundleProgram('dueSender'),
    bundleProgram('databaseHolder'),
  ]);
  return { natter, server, dueSender, databaseHolder };
}

/** Its name says what is in it: two runs at once, of different sources, do not disturb each other. */
async function bundleProgram(name: keyof ProgramsForTests): Promise<string> {
  const [owner, entry] = SOURCES[name];
  const folder = inRoot(owner, '.cache');
  const draft = join(folder, `test-${name}-draft-${process.pid}.mjs`);
  await bundle(inRoot(owner, entry), draft);
  const hash = createHash('sha256')
    .update(await readFile(draft))
    .digest('hex');
  const program = join(folder, `test-${name}-${hash.slice(0, 16)}.mjs`);
  await rename(draft, program);
  await sweep(folder, `test-${name}-`);
  return program;
}

async function sweep(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(prefix)) continue;
    // Another run may have swept it between the two.
    const made = (await stat(path).catch(() => null))?.mtimeMs ?? 0;
    if (Date.now() - made > OLD_AFTER_MS) await rm(path, { force: true });
  }
}

/** The bundle looks for the steps of the database beside itself. */
async function linkMigrations(path: string): Promise<void> {
  if (existsSync(path)) return;
  await mkdir(dirname(path), { recursive: true });
  try {
    await symlink(inRoot('packages/server/migrations'), path, 'junction');
  } catch (error) {
    // Another run was quicker.
    if (!existsSync(path)) throw error;
  }
}
