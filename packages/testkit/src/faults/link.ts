import { connect, type Socket } from 'node:net';
import type { Flow } from './flow.ts';
import { HttpPosts } from './http-posts.ts';
import { Pipe } from './pipe.ts';
import { WebSocketFrames } from './web-socket-frames.ts';

/** What a connection through the proxy suffers; a direction left out passes. */
export interface Suffering {
  readonly toServer?: Flow;
  readonly toClient?: Flow;
  /** Every whole POST is sent to the server once more, so many milliseconds later, on a connection of its own. Only where `http` is carried. */
  readonly repeatPosts?: { readonly afterMs: number };
}

export interface LinkOptions {
  readonly targetPort: number;
  readonly carries: 'bytes' | 'http';
  readonly random: () => number;
  /** A request was sent once more. */
  readonly onRepeat: () => void;
  readonly onClose: (link: Link) => void;
}

const PASS: Flow = { kind: 'pass' };
const REPEAT_WITHIN_MS = 5_000;

/** One connection through the proxy: the client's socket, the one to the server, and a pipe each way. */
export class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #toServer: Pipe;
  readonly #toClient: Pipe;
  readonly #options: LinkOptions;
  #repeatPosts: Suffering['repeatPosts'];
  /** The side that does not know that the other one is gone. */
  #kept: Socket | null = null;

  constructor(client: Socket, options: LinkOptions) {
    const { targetPort, carries, random } = options;
    const server = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    this.#options = options;
    this.#client = client;
    this.#server = server;
    const isHttp = carries === 'http';
    this.#toServer = new Pipe(client, server, { random });
    this.#toClient = new Pipe(server, client, { random, frames: isHttp ? new WebSocketFrames() : undefined });
    if (isHttp) this.#watchPosts();
    this.#join(client, server);
    this.#join(server, client);
  }

  get isHalfOpen(): boolean {
    return this.#kept !== null;
  }

  get dropped(): number {
    return this.#toServer.dropped + this.#toClient.dropped;
  }

  get droppedAcks(): number {
    return this.#toClient.droppedAcks;
  }

  suffer({ toServer = PASS, toClient = PASS, repeatPosts }: Suffering): void {
    if (this.#kept !== null) return;
    this.#toServer.set(toServer);
    this.#toClient.set(toClient);
    this.#repeatPosts = repeatPosts;
  }

  reset(): void {
    resetSocket(this.#client);
    resetSocket(this.#server);
  }

  end(): void {
    this.#client.end();
    this.#server.end();
  }

  /** One side goes without a word to the other: what that one still says is taken and forgotten, and nothing answers it. */
  halfOpen(keep: 'client' | 'server'): void {
    if (this.#kept !== null) return;
    const [kept, gone] = keep === 'client' ? [this.#client, this.#server] : [this.#server, this.#client];
    this.#toServer.set({ kind: 'drop' });
    this.#toClient.set({ kind: 'drop' });
    this.#kept = kept;
    kept.on('end', () => kept.destroy());
    resetSocket(gone);
  }

  /** Each side learns of the other's end in the way in which it ended; `close` follows by itself. */
  #join(socket: Socket, other: Socket): void {
    socket.setNoDelay(true);
    socket.on('error', () => {
      if (other !== this.#kept) resetSocket(other);
    });
    socket.on('close', () => {
      if (other === this.#kept) return;
      this.#options.onClose(this);
      if (!other.destroyed) other.destroySoon();
    });
  }

  #watchPosts(): void {
    const posts = new HttpPosts();
    this.#client.on('data', (bytes: Buffer) => {
      const found = posts.take(bytes);
      const repeat = this.#repeatPosts;
      if (repeat === undefined) return;
      for (const post of found) setTimeout(() => this.#repeat(post), repeat.afterMs).unref();
    });
  }

  #repeat(post: Buffer): void {
    const again = connect({ port: this.#options.targetPort, host: '127.0.0.1' });
    // Its answer is nobody's. A server that is gone has nothing to be told twice.
    again.on('error', () => again.destroy());
    again.setTimeout(REPEAT_WITHIN_MS, () => again.destroy());
    again.once('data', () => again.destroy());
    again.write(post, (error) => {
      if (!error) this.#options.onRepeat();
    });
  }
}

/**
 * RST at once, also with bytes still to be written: `resetAndDestroy` alone would wait for them. On a socket that has ended Node
 * cannot reset and would keep its handle for ever, so that one is closed.
 */
function resetSocket(socket: Socket): void {
  if (!socket.destroyed && !socket.connecting && !socket.writableEnded) socket.resetAndDestroy();
  socket.destroy();
}
