import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { settles, until } from '../wait.ts';

export interface ServerControlOptions {
  /** For logs and findings. */
  readonly name: string;
  /** The bundled server. */
  readonly file: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** How long a start may take. */
  readonly readyWithinMs: number;
}

/** The server's own bound is 10 s for each of three steps; it needs them only when something hangs. */
const STOP_WITHIN_MS = 15_000;

/** A server's process: started, killed, frozen. It knows which ends were asked for. */
export class ServerControl {
  readonly name: string;
  readonly port: number;
  private readonly options: ServerControlOptions;
  private readonly log: number;
  private child: ChildProcess | null = null;
  private isEndWanted = false;
  starts = 0;
  readonly unasked: string[] = [];
  readonly overdue: string[] = [];

  constructor(options: ServerControlOptions) {
    this.options = options;
    this.name = options.name;
    this.port = options.port;
    this.log = openSync(options.logFile, 'a');
  }

  get isRunning(): boolean {
    return this.child !== null;
  }

  /** Starts it and waits until it says that it can serve. With a database that is away it runs and is not ready. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    if (this.child !== null) return;
    this.starts++;
    this.isEndWanted = false;
    const { file, readyWithinMs } = this.options;
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      env: { PATH: process.env['PATH'] ?? '', ...this.options.env, ...env, PORT: String(this.port) },
      stdio: ['ignore', this.log, this.log, 'ipc'],
    });
    this.child = child;
    child.once('exit', (code, signal) => {
      if (this.child !== child) return;
      this.child = null;
      if (!this.isEndWanted) this.unasked.push(`${this.name} ended by itself: code ${code}, signal ${signal}`);
    });
    const isUp = await until(() => this.child !== child || this.isReady(), readyWithinMs);
    if (!isUp) this.overdue.push(`${this.name} was not ready within ${readyWithinMs} ms`);
  }

  /**
   * Starts it armed to kill itself at a point of its own, and waits for that, at most so long. Answers whether it came there; else it
   * was killed where it was.
   */
  async startArmed(failpoint: string, withinMs: number): Promise<boolean> {
    await this.start({ NATTER_FAILPOINT: failpoint, NATTER_ALLOW_FAILPOINTS: 'torture' });
    const { child } = this;
    // It may have got there while it was waited for: then that end was the wanted one.
    if (child === null) return this.unasked.pop() !== undefined;
    this.isEndWanted = true;
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    if (await settles(ended, withinMs)) return (await ended) === 'SIGKILL';
    await this.kill();
    return false;
  }

  /** Whether it says that it can serve. */
  async isReady(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(1_000);
      return (await fetch(`http://127.0.0.1:${this.port}/readyz`, { signal })).ok;
    } catch {
      return false;
    }
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As a deploy does: told to end, it finishes what it began. */
  async terminate(): Promise<void> {
    await this.end('SIGTERM');
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child } = this;
    if (child === null) return;
    this.isEndWanted = true;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    if (!(await settles(ended, STOP_WITHIN_MS))) {
      this.overdue.push(`${this.name} did not end within ${STOP_WITHIN_MS} ms of ${signal}`);
      child.kill('SIGKILL');
    }
    const code = await ended;
    if (signal === 'SIGTERM' && code !== 0) this.unasked.push(`told to stop, ${this.name} ended with ${code}`);
    if (this.child === child) this.child = null;
  }
}
