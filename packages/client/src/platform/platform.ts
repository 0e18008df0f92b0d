/** What happened to the device: the network or the page came or went. */
export type Wake = 'online' | 'offline' | 'visible' | 'hidden';

/** Clock, timers, chance and the state of the device: all that the engine takes from its surroundings. */
export interface Platform {
  /** Epoch ms of this device's clock. Shown, measured, never an order. */
  now(): number;
  /** Ms since some moment of this session, by a clock that nobody sets. */
  elapsed(): number;
  /** Runs once after `delayMs`; the answer cancels it. */
  setTimer(run: () => void, delayMs: number): () => void;
  /** Uniform in [0, 1). */
  random(): number;
  uuid(): string;
  isOnline(): boolean;
  /** Whether somebody can see us. True where there is no page. */
  isVisible(): boolean;
  onWake(listener: (what: Wake) => void): () => void;
}
