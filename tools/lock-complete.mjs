// Completes package-lock.json after `npm install` on a registry that holds only this platform's binaries: an optional
// package of another platform that npm could not find is missing from the lock, and `npm ci` takes that for an error.
// Each gets an entry with what its name tells; npm fetches it by version on the platforms that want it.
import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';
import { say } from './lib/say.mjs';

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'linuxmusl',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'windows',
];
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'ppc64le',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

const path = inRoot('package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));
const added = [];

for (const [owner, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (findsInLock(owner, name)) continue;
    const exact = version.replace(/^[^\d]*/, '');
    lock.packages[`node_modules/${name}`] = { version: exact, optional: true, ...platformOf(name) };
    added.push(`${name} ${exact}`);
  }
}

if (added.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
for (const entry of added) say(`added ${entry}`);
say(`${added.length} entries added`);

/** Looks where Node would: beside the owner, then in every folder above. */
function findsInLock(owner, name) {
  for (let folder = owner; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (candidate in lock.packages) return true;
    if (folder === '') return false;
  }
}

/** `@esbuild/linux-arm64` → `{ os: ['linux'], cpu: ['arm64'] }`; `…-musl` and `…-gnu` tell the C library. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const system = words.find((word) => SYSTEMS.includes(word));
  const processor = words.find((word) => PROCESSORS.includes(word));
  const isMusl = words.includes('musl') || words.includes('linuxmusl');
  const library = isMusl ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  return {
    ...(system && { os: [system.replace('windows', 'win32').replace('linuxmusl', 'linux')] }),
    ...(processor && { cpu: [processor] }),
    ...(library && { libc: [library] }),
  };
}
