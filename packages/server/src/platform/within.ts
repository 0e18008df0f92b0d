import type { Clock } from '../ports/runtime.ts';

/** What `work` answers, if it does within `ms`; otherwise the error made, and what comes later is dropped. */
export function withinMs<T>(clock: Clock, ms: number, work: PromiseLike<T>, error: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(error()));
    work.then(
      (answer) => {
        cancel();
        resolve(answer);
      },
      (reason: unknown) => {
        cancel();
        reject(reason);
      },
    );
  });
}
