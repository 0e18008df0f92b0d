const startedAt = performance.now();

/** Prints one line for the person at the terminal. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Seconds with one decimal, for people: `12.3 s`. */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** How long this process has run, for people. */
export function sinceStart() {
  return seconds(performance.now() - startedAt);
}

/**
 * Does something that takes a while and says so: one line at its start, one with the time at its end, and one in between
 * every ten seconds, so that nobody thinks it hangs.
 *
 * @param {string} what in a few words, as a heading
 * @param {() => Promise<T>} work
 * @param {() => string} [progress] how far it is, asked for the lines in between
 * @template T
 */
export async function withProgress(what, work, progress = () => '') {
  const begin = performance.now();
  say(`${what} …`);
  const timer = setInterval(() => say(`  … ${seconds(performance.now() - begin)} ${progress()}`.trimEnd()), 10_000);
  try {
    const result = await work();
    say(`  done in ${seconds(performance.now() - begin)}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
