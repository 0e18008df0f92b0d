import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hashFiles, listFiles } from './hash-files.mjs';
import { inRoot } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { say, withProgress } from './say.mjs';

const STAMP = inRoot('node_modules', '.natter-installed');

/**
 * Installs the packages when they are missing or not those that the repository names; otherwise touches nothing, so that
 * it works without network. Ends the process with npm's own words when npm fails.
 */
export async function ensureInstalled() {
  const hash = hashFiles(listManifests());
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  if (!isInstalled()) await install();
  writeFileSync(STAMP, hash);
}

async function install() {
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = await withProgress(
    'Installing packages, once',
    async () => {
      const exact = await runNpm(['ci', ...flags]);
      if (exact.code === 0) return exact;
      // A lock made on another platform may lack this one's optional packages, which `npm ci` takes for an error.
      return await runNpm(['install', '--no-save', ...flags]);
    },
    () => `(${countPackages()} packages)`,
  );
  if (result.code === 0) return;
  say(result.output.trim());
  say(
    'The packages could not be installed; npm says why above. Natter needs the npm registry for this, the first time only.',
  );
  process.exit(1);
}

function runNpm(parameters) {
  // `npm start` tells which npm it is; a bare `node tools/start.mjs` takes the one of the search path.
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? runCommand(process.execPath, [npm, ...parameters]) : runCommand('npm', parameters);
}

/** Whether every package that the lock file names, other platforms' aside, is there in that version. */
function isInstalled() {
  const present = readLock('node_modules', '.package-lock.json');
  const wanted = readLock('package-lock.json');
  if (present === undefined || wanted === undefined) return false;
  const packages = Object.entries(wanted.packages).filter(
    ([path, entry]) => path.includes('node_modules/') && !entry.optional && !entry.peer,
  );
  return (
    packages.every(([path, entry]) => entry.link || present.packages[path]?.version === entry.version) &&
    namesAreLocked(wanted)
  );
}

/** Whether the manifests ask for nothing that the lock does not know, as after an edit by hand. */
function namesAreLocked(lock) {
  return listManifests().every((path) => {
    if (!path.endsWith('/package.json') && path !== 'package.json') return true;
    const manifest = JSON.parse(readFileSync(inRoot(path), 'utf8'));
    const locked = lock.packages[path === 'package.json' ? '' : path.slice(0, -'/package.json'.length)];
    return ['dependencies', 'devDependencies'].every((kind) =>
      Object.entries(manifest[kind] ?? {}).every(([name, version]) => locked?.[kind]?.[name] === version),
    );
  });
}

function listManifests() {
  const workspaces = ['packages', 'apps', 'apps/hosts'].flatMap((folder) =>
    readdirSync(inRoot(folder)).map((name) => `${folder}/${name}/package.json`),
  );
  return ['package.json', 'package-lock.json', ...workspaces.sort()].flatMap((path) => listFiles(path));
}

function readLock(...path) {
  return existsSync(inRoot(...path)) ? JSON.parse(readFileSync(inRoot(...path), 'utf8')) : undefined;
}

function countPackages() {
  return existsSync(inRoot('node_modules')) ? readdirSync(inRoot('node_modules')).length : 0;
}
