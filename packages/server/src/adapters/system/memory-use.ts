/** Memory of this process that is not swapped out, in bytes. */
export function memoryUse(): number {
  return process.memoryUsage.rss();
}
