import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts';
import { inspectProcess } from './inspect-process.ts';

/** Held by the process that may start, stop and repair the database of a folder. */
export interface Claim {
  /** Lets another process claim the folder. May be called twice. */
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly identity: string;
  readonly released: boolean;
}

const NAME = /^owner\.(\d+)\.json$/;

/**
 * Claims a data folder for this process, so that of two starters one wins and the other is told; the claim of a process
 * that died counts for nothing.
 *
 * Claims are numbered files and the highest counts. One takes over from a dead or released claim N by creating N + 1,
 * which only one contender can; a file is removed only by who holds a higher one, so a contender that was slow (it saw N,
 * while N + 1 came and went) finds a higher number after its own and steps back.
 *
 * @throws EmbeddedPostgresError `in_use` with the pid of the living owner
 */
export async function claimFolder(folder: string): Promise<Claim> {
  const me = await inspectProcess(process.pid);
  const owner: Owner = { pid: process.pid, identity: me?.identity ?? '', released: false };
  for (;;) {
    const last = Math.max(0, ...(await listClaims(folder)));
    if (last > 0) await refuseIfOwned(folder, last);
    const mine = last + 1;
    if (!(await createClaim(folder, mine, owner))) continue;
    const claims = await listClaims(folder);
    if (Math.max(...claims) > mine) {
      await removeQuietly(fileOf(folder, mine));
      continue;
    }
    for (const older of claims) if (older < mine) await removeQuietly(fileOf(folder, older));
    return { release: () => writeFile(fileOf(folder, mine), JSON.stringify({ ...owner, released: true })) };
  }
}

async function refuseIfOwned(folder: string, number: number): Promise<void> {
  const owner = await readOwner(fileOf(folder, number));
  if (owner === undefined || owner.released) return;
  const facts = await inspectProcess(owner.pid);
  if (facts === undefined || facts.identity !== owner.identity) return;
  throw new EmbeddedPostgresError(
    'in_use',
    `The data folder ${folder} is in use by process ${owner.pid} (it is probably running already). Stop that one, or choose another folder with NATTER_DATA_DIR.`,
  );
}

/** The file appears with its content, all at once: written beside its place and linked into it. */
async function createClaim(folder: string, number: number, owner: Owner): Promise<boolean> {
  const draft = join(folder, `.owner.${randomUUID()}.draft`);
  await writeFile(draft, JSON.stringify(owner));
  try {
    await link(draft, fileOf(folder, number));
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await removeQuietly(draft);
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const owner: Partial<Owner> = JSON.parse(await readFile(path, 'utf8'));
    return { pid: Number(owner.pid), identity: String(owner.identity), released: owner.released === true };
  } catch (error) {
    // Gone means that somebody with a higher number removed it; the caller looks again. Half a file is left by a crash in `release`.
    if (systemErrorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function listClaims(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => {
    const match = NAME.exec(name);
    return match?.[1] === undefined ? [] : [Number(match[1])];
  });
}

function fileOf(folder: string, number: number): string {
  return join(folder, `owner.${number}.json`);
}

async function removeQuietly(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
