import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ShopData } from './shop-data.ts';

/** The shop's memory: one value, kept in one file. */
export interface ShopFile {
  /** As it is now. Never changed in place. */
  readonly data: () => ShopData;
  /** Puts another value in its place; resolves when that one, or a later one, is on the disk. Errors: those of the disk. */
  update(change: (data: ShopData) => ShopData): Promise<void>;
}

/**
 * Opens the file, or begins it with `seed`. Writes are whole and one after the other: a new file beside the old one, then
 * renamed, so that a crash leaves the one or the other.
 *
 * Errors: those of the disk; a file that is not a shop's is left alone and refused in a sentence.
 */
export async function openShopFile(path: string, seed: () => ShopData): Promise<ShopFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const found = await read(path);
  let current = found ?? seed();
  let writing: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  const writeNow = async (): Promise<void> => {
    writing = write(path, current);
    try {
      await writing;
    } finally {
      writing = null;
    }
  };
  const save = (): Promise<void> => {
    if (writing === null) return writeNow();
    // What is being written may be older than this: one more write takes all that came meanwhile.
    next ??= writing
      .catch(() => undefined)
      .then(() => {
        next = null;
        return writeNow();
      });
    return next;
  };
  if (found === null) await save();
  return {
    data: () => current,
    update: async (change) => {
      current = change(current);
      await save();
    },
  };
}

async function read(path: string): Promise<ShopData | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const parsed = ShopData.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(`${path} is not a file of this shop: move it away to begin anew.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is not a shop's file either; the caller says so.
    return null;
  }
}

async function write(path: string, data: ShopData): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(data, null, 1)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
