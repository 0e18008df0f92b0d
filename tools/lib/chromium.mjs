import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

/** Runs in a process of its own, because the package reads both variables when it is loaded. */
const UNPACK = "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();";

/**
 * The browser for tests, unpacked from npm on first use into `.cache` (about 1.5 s); `CHROMIUM_PATH` names another one.
 *
 * @returns {{ path: string, env: Record<string, string> }} the program, and what its environment needs beside our own
 */
export function chromium() {
  if (process.env.CHROMIUM_PATH) return { path: process.env.CHROMIUM_PATH, env: {} };
  const folder = unpack();
  const path = join(folder, 'chromium');
  // A machine without any fonts configured gets those of the package; one without the NSS libraries gets them, too.
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  const libraries = join(folder, 'al2023', 'lib');
  for (const env of [fonts, { ...fonts, LD_LIBRARY_PATH: libraries }]) {
    if (spawnSync(path, ['--version'], { env: { ...process.env, ...env } }).status === 0) return { path, env };
  }
  throw new Error(`The browser ${path} does not run here. Install Chromium and name it with CHROMIUM_PATH.`);
}

/** The program alone; see `chromium`. */
export function chromiumPath() {
  return chromium().path;
}

function unpack() {
  const { version } = JSON.parse(
    readFileSync(inRoot('node_modules', '@sparticuz', 'chromium', 'package.json'), 'utf8'),
  );
  const folder = inRoot('.cache', `chromium-${version}`);
  if (existsSync(folder)) return folder;
  // Made beside its place and renamed into it: two runs at once do not disturb each other, and a crash leaves no half of it.
  const draft = `${folder}.${process.pid}.draft`;
  mkdirSync(draft, { recursive: true });
  const result = spawnSync(process.execPath, ['--input-type=module', '--eval', UNPACK], {
    cwd: inRoot(),
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
  if (result.status !== 0) throw new Error(`The browser could not be unpacked: ${result.stderr}`);
  chmodSync(join(draft, 'chromium'), 0o755);
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
