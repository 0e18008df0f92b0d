import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of ours may take this long to say what is waited for (ms): a busy machine starts PostgreSQL slowly. */
const PATIENCE_MS = 120_000;
/** Beyond this it is not asked any more (ms). */
const STOP_MS = 30_000;

/** A process of the test's own, with a channel. It ends by itself when the channel closes, whatever became of us. */
export interface Child {
  /** The next thing it says under this name; rejects when it ends before, or says nothing for long. */
  hear(name: string): Promise<unknown>;
  say(message: object): void;
  /** Resolves when the process is gone. Killed when it does not go by itself. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts a file beside this one from source. What it prints as an error goes to ours. */
export function startChild(file: string, env: Readonly<Record<string, string>>): Child {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
    execArgv: ['--conditions=natter-source', '--import', 'tsx'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    hear: (name) => hear(child, file, name),
    say: (message) => {
      child.send(message);
    },
    async end(signal) {
      child.kill(signal);
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(kill);
    },
  };
}

function hear(child: ChildProcess, file: string, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const listen = (said: unknown) => {
      if (typeof said === 'object' && said !== null && name in said) finish(() => resolve(Reflect.get(said, name)));
    };
    const ended = (code: number | null) => finish(() => reject(new Error(`${file} ended with ${code}`)));
    const timer = setTimeout(() => finish(() => reject(new Error(`${file} did not say "${name}"`))), PATIENCE_MS);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      child.off('message', listen);
      child.off('exit', ended);
      settle();
    };
    child.on('message', listen);
    child.once('exit', ended);
  });
}
