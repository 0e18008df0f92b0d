/** What of a client's socket is needed to hear. */
interface Hearing {
  onAny(listener: (event: string, payload: Record<string, unknown>) => void): unknown;
  emitWithAck(event: string, payload: unknown): Promise<unknown>;
}

export interface Listening {
  readonly heard: { event: string; payload: Record<string, unknown> }[];
  /** The next event of this name. */
  next(event: string): Promise<Record<string, unknown>>;
  /** The names of what was told up to now, when all of it has arrived; forgets them. */
  settled(): Promise<string[]>;
  /** The same with what was told. */
  drained(): Promise<Listening['heard']>;
}

/** Collects what a socket is told. Packets of a connection keep their order, so that an answer tells that nothing else is under way. */
export function listen(device: Hearing): Listening {
  const heard: Listening['heard'] = [];
  const waiters: { event: string; resolve: (payload: Record<string, unknown>) => void }[] = [];
  device.onAny((event, payload) => {
    heard.push({ event, payload });
    for (const waiter of waiters.filter((one) => one.event === event)) {
      waiters.splice(waiters.indexOf(waiter), 1);
      waiter.resolve(payload);
    }
  });
  const drained = async () => {
    await device.emitWithAck('conversation:watch', 'no list: an error is an answer too');
    return heard.splice(0);
  };
  return {
    heard,
    next: (event) => new Promise((resolve) => waiters.push({ event, resolve })),
    settled: async () => (await drained()).map(({ event }) => event),
    drained,
  };
}
