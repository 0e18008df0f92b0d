import type { Live } from './api.ts';
import { createSource, isShallowEqual } from './live.ts';
import type { Quietly } from './transport/server.ts';

/** Something that the server is asked for once somebody wants it, and again whenever it may have changed. */
export class Asked<Value> {
  private readonly quietly: Quietly;
  private readonly ask: () => Promise<Value>;
  private readonly source = createSource<Value | null>(null);
  private asks = 0;

  constructor(quietly: Quietly, ask: () => Promise<Value>) {
    this.quietly = quietly;
    this.ask = ask;
  }

  get live(): Live<Value | null> {
    return this.source;
  }

  /** What is known of it from before. */
  take(value: Value): void {
    if (!isShallowEqual(this.source.getSnapshot(), value)) this.source.set(value);
  }

  /** Asks; of two answers the one that was asked for last counts. */
  async fetch(): Promise<Value> {
    const turn = ++this.asks;
    const value = await this.ask();
    if (turn === this.asks) this.take(value);
    return value;
  }

  /** It may have changed. Without an answer what is known stays. */
  again(): void {
    if (this.asks > 0) this.quietly(this, () => this.fetch());
  }
}
