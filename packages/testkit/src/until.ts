/** What is waited for: `Live` of the client, whose own types need a browser's. */
interface Watchable<Value> {
  getSnapshot(): Value;
  subscribe(listener: () => void): () => void;
}

/** Resolves when a live value of a client fits, with that value. */
export function until<Value>(live: Watchable<Value>, fits: (value: Value) => boolean): Promise<Value> {
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
