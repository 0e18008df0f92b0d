import { readdirSync } from 'node:fs';

/** What a process holds after a full collection: bytes, open files, and what keeps Node alive, by kind. */
export interface Measured {
  readonly heap: number;
  /** Buffers outside the heap. */
  readonly buffers: number;
  readonly resident: number;
  readonly files: number;
  readonly resources: Readonly<Record<string, number>>;
}

/** Measures this process. Needs `--expose-gc`, else garbage would be counted; files are 0 where there is no `/proc`. */
export function measure(): Measured {
  if (globalThis.gc === undefined) throw new Error('start this with --expose-gc');
  // The second takes what finalizers of the first let go.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { heap: heapUsed, buffers: arrayBuffers, resident: rss, files: countFiles(), resources };
}

function countFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}
