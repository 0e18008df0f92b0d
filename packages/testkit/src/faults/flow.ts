import type { Socket } from 'node:net';

/**
 * What happens to the bytes of one direction.
 *
 * - `pass`: on their way at once.
 * - `hold`: nothing is read; the sender's buffers fill as with a frozen peer or a dead wire. What was held arrives when it passes again.
 * - `drop`: read and thrown away; the stream behind is damaged, so whoever drops must cut in the end.
 * - `delay`: each piece so many milliseconds later, in order.
 * - `split`: written in pieces of so many bytes.
 */
export type Flow =
  | { readonly kind: 'pass' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'split'; readonly bytes: number };

/** Bytes that may wait in one direction before reading stops. */
const MAX_WAITING = 1024 * 1024;

/** One direction of one connection. Bytes keep their order whatever the flow is changed to. */
export class Pipe {
  private readonly source: Socket;
  private readonly sink: Socket;
  private flow: Flow = { kind: 'pass' };
  private readonly waiting: { readonly bytes: Buffer; readonly dueAt: number }[] = [];
  private waitingBytes = 0;
  private timer: NodeJS.Timeout | null = null;
  private hasEnded = false;
  /** Bytes thrown away so far. */
  dropped = 0;

  constructor(source: Socket, sink: Socket) {
    this.source = source;
    this.sink = sink;
    source.on('data', (bytes: Buffer) => this.take(bytes));
    source.on('end', () => {
      this.hasEnded = true;
      this.write();
    });
    sink.on('drain', () => this.resume());
    source.once('close', () => this.stop());
    sink.once('close', () => this.stop());
  }

  set(flow: Flow): void {
    this.flow = flow;
    if (flow.kind === 'hold') this.source.pause();
    this.write();
    this.resume();
  }

  private take(bytes: Buffer): void {
    if (this.flow.kind === 'drop') {
      this.dropped += bytes.length;
      return;
    }
    const wait = this.flow.kind === 'delay' ? this.flow.ms : 0;
    this.waiting.push({ bytes, dueAt: performance.now() + wait });
    this.waitingBytes += bytes.length;
    if (this.waitingBytes > MAX_WAITING) this.source.pause();
    this.write();
  }

  /** Writes what is due, in order. */
  private write(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.flow.kind === 'hold') return;
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const restMs = this.flow.kind === 'delay' ? next.dueAt - performance.now() : 0;
      if (restMs > 0) {
        this.timer = setTimeout(() => this.write(), restMs);
        return;
      }
      this.waiting.shift();
      this.waitingBytes -= next.bytes.length;
      this.put(next.bytes);
    }
    if (this.hasEnded) this.sink.end();
    else this.resume();
  }

  private put(bytes: Buffer): void {
    if (this.sink.destroyed || this.sink.writableEnded) return;
    const size = this.flow.kind === 'split' ? this.flow.bytes : bytes.length;
    for (let from = 0; from < bytes.length; from += size) {
      if (!this.sink.write(bytes.subarray(from, from + size))) this.source.pause();
    }
  }

  private resume(): void {
    if (this.flow.kind === 'hold' || this.sink.writableNeedDrain || this.waitingBytes > MAX_WAITING) return;
    this.source.resume();
  }

  private stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.waiting.length = 0;
  }
}
