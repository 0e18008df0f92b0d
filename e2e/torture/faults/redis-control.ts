import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { connect } from 'node:net';
import { settles, until } from '../wait.ts';

const UP_WITHIN_MS = 10_000;
const ANSWER_WITHIN_MS = 2_000;

/** Whether there is a `redis-server` to start. */
export const hasRedis = (): boolean => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

/** Redis in a process of its own that keeps nothing: killed, it comes back empty. */
export class RedisControl {
  readonly port: number;
  private readonly log: number;
  private child: ChildProcess | null = null;

  constructor({ port, logFile }: { port: number; logFile: string }) {
    this.port = port;
    this.log = openSync(logFile, 'a');
  }

  /** Starts it and waits for its answer. Errors: it does not come up. */
  async start(): Promise<void> {
    if (this.child !== null) return;
    const settings = ['--bind', '127.0.0.1', '--port', String(this.port), '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', settings, { stdio: ['ignore', this.log, this.log] });
    this.child = child;
    child.once('exit', () => {
      if (this.child === child) this.child = null;
    });
    const isUp = await until(async () => this.child !== child || (await this.say('PING')) === '+PONG', UP_WITHIN_MS);
    if (!isUp || this.child === null) throw new Error('redis-server does not come up');
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async flush(): Promise<void> {
    await this.say('FLUSHALL');
  }

  /** One command without arguments: the first line of its answer, or null. */
  private async say(command: string): Promise<string | null> {
    const socket = connect({ port: this.port, host: '127.0.0.1' });
    let text = '';
    const answered = new Promise<void>((resolve) => {
      socket.on('error', () => resolve());
      socket.on('close', () => resolve());
      socket.on('data', (bytes) => {
        text += String(bytes);
        if (text.includes('\r\n')) resolve();
      });
    });
    socket.write(`${command}\r\n`);
    await settles(answered, ANSWER_WITHIN_MS);
    socket.destroy();
    return text.includes('\r\n') ? (text.split('\r\n')[0] ?? null) : null;
  }
}
