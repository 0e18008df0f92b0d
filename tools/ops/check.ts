import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Something of an operator's machine that is tried for real. */
export interface Check {
  readonly title: string;
  /** Why it cannot be run here, or null. */
  missing(): string | null;
  /** Errors: what is wrong. `skip` where that shows only on the way. */
  run(): Promise<void>;
}

/** Found on the way: this cannot be run here. */
export class skip extends Error {}

export const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const inRoot = (...parts: readonly string[]): string => join(ROOT, ...parts);

/** Null where the program is on the path, else a reason. */
export function needs(program: string, from: string): () => string | null {
  return () => {
    const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
    return folders.some((folder) => existsSync(join(folder, program))) ? null : `there is no ${program} (${from})`;
  };
}

/** Asks again until it is so; a minute at most. Errors: `what` never came. */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const endMs = Date.now() + 60_000;
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    if (Date.now() > endMs) throw new Error(`${what}: not within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function expectEqual(found: unknown, wanted: unknown, what: string): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${what}: ${one} instead of ${other}`);
}
