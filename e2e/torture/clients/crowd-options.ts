import type { Histories } from '../history/history-files.ts';
import type { ClientLibrary } from './client-library.ts';

export interface CrowdOptions {
  readonly url: string;
  readonly tokenFor: (person: string) => Promise<string>;
  readonly histories: Histories;
  readonly seed: number;
  /** What half of the people's devices run; the same as all others unless told. */
  readonly otherClient?: ClientLibrary | undefined;
  /** Sends a second that all devices together aim at. */
  readonly rate: number;
  /** Sends a second beside these, in bursts of programs among themselves; none unless told. */
  readonly burstRate?: number;
  /** Over this time conversations are started. */
  readonly spreadMs: number;
}
