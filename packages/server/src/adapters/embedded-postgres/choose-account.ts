import { execFile } from 'node:child_process';
import { chmod, chown, cp, lchown, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts';
import { hydrateLibraries } from './hydrate-libraries.ts';
import { type Binaries, binariesIn } from './locate-binaries.ts';

const run = promisify(execFile);

/** How a program of PostgreSQL is run, given that it refuses to run as root. */
export interface Account {
  readonly binaries: Binaries;
  /** Put before the program and its arguments; empty when it is run directly. */
  readonly prefix: readonly string[];
  /** The user and group to become; absent where our own will do. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** Runs as nobody in a namespace of its own: not root to itself, yet owning what root owns, so nothing need be chowned. */
const IN_NAMESPACE = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];

/**
 * Decides as whom PostgreSQL runs. An ordinary user runs it directly. Root runs it in a user namespace; where that is
 * not allowed, or the database belongs to somebody else already, as that user, or as `postgres` or `nobody`.
 *
 * @param folder the data folder; a copy of the binaries goes into it when they cannot be used where they are
 * @param cluster the folder of the database itself, which may not exist yet
 * @throws EmbeddedPostgresError `not_reachable`
 */
export async function chooseAccount(binaries: Binaries, folder: string, cluster: string): Promise<Account> {
  const usable = (await hydrateLibraries(binaries.folder)) ? binaries : await copyBinaries(binaries, folder);
  const direct: Account = { binaries: usable, prefix: [] };
  if (process.getuid?.() !== 0) return direct;

  const owner = await ownerOf(cluster);
  const inNamespace: Account = { binaries: usable, prefix: IN_NAMESPACE };
  if ((owner === undefined || owner.uid === 0) && (await canRun(inNamespace))) return inNamespace;

  const user = owner === undefined || owner.uid === 0 ? await findUnprivilegedUser() : owner;
  const asUser: Account = { binaries: usable, prefix: [], user };
  // That user has to pass through the folder; what lies in it keeps its own modes.
  await chmod(folder, 0o711);
  if (await canEnter(asUser, folder)) {
    if (await canRun(asUser)) return asUser;
    const withCopy: Account = { ...asUser, binaries: await copyBinaries(usable, folder) };
    if (await canRun(withCopy)) return withCopy;
  }
  throw new EmbeddedPostgresError(
    'not_reachable',
    `PostgreSQL refuses to run as root, and the user with id ${user.uid} cannot reach ${folder}. Start Natter as an ordinary user, or choose a folder that everybody may enter with NATTER_DATA_DIR (for example /var/lib/natter).`,
  );
}

/** Hands a file or folder, with all in it, to the account that PostgreSQL runs as. */
export async function giveTo(account: Account, path: string): Promise<void> {
  if (account.user === undefined) return;
  const { uid, gid } = account.user;
  await chown(path, uid, gid);
  if (!(await stat(path)).isDirectory()) return;
  for (const entry of await readdir(path, { recursive: true })) await lchown(join(path, entry), uid, gid);
}

/** The command, arguments and user with which to start a program as that account. */
export function commandFor(account: Account, program: string, parameters: readonly string[]) {
  const [command = program, ...rest] = [...account.prefix, program, ...parameters];
  return { command, parameters: rest, user: account.user ?? {} };
}

async function canRun(account: Account): Promise<boolean> {
  const { command, parameters, user } = commandFor(account, account.binaries.postgres, ['--version']);
  try {
    await run(command, parameters, { ...user, cwd: '/' });
    return true;
  } catch {
    // Whatever the reason (no unshare, namespaces forbidden, a folder that is closed to that user): this way is not open.
    return false;
  }
}

async function canEnter({ user }: Account, folder: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/' });
    return true;
  } catch {
    // The shell's answer is all we asked for.
    return false;
  }
}

async function copyBinaries(binaries: Binaries, folder: string): Promise<Binaries> {
  const copy = join(folder, 'postgres-binaries');
  await cp(binaries.folder, copy, { recursive: true, verbatimSymlinks: true, force: true });
  await hydrateLibraries(copy);
  return binariesIn(copy);
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function findUnprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  return { uid: Number(found?.[2] ?? 65_534), gid: Number(found?.[3] ?? 65_534) };
}
