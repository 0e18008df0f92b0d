/** Signals that ask to stop. A closed terminal asks, too. */
const ASKING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof ASKING)[number];

/** Asked once: stop cleanly. Asked twice: stop at once. */
export interface Stops {
  readonly first: Promise<StopSignal>;
  readonly second: Promise<StopSignal>;
  isAsked(): boolean;
  /** Gives the signals back to the system. */
  release(): void;
}

export function listenForStops(source: NodeJS.EventEmitter): Stops {
  let count = 0;
  const first = withResolvers<StopSignal>();
  const second = withResolvers<StopSignal>();
  const onSignal = (signal: StopSignal) => {
    count += 1;
    if (count === 1) first.resolve(signal);
    else second.resolve(signal);
  };
  for (const signal of ASKING) source.on(signal, onSignal);
  return {
    first: first.promise,
    second: second.promise,
    isAsked: () => count > 0,
    release: () => {
      for (const signal of ASKING) source.off(signal, onSignal);
    },
  };
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((take) => {
    resolve = take;
  });
  return { promise, resolve };
}
