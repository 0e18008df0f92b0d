import type { Live } from '../api.ts';

/** Resolves when a live value fits, with that value. */
export function until<Value>(live: Live<Value>, fits: (value: Value) => boolean): Promise<Value> {
  return new Promise((resolve) => {
    let end: () => void = () => undefined;
    const look = () => {
      const value = live.getSnapshot();
      if (!fits(value)) return;
      end();
      resolve(value);
    };
    end = live.subscribe(look);
    look();
  });
}
