import type { Socket } from 'node:net';
import { cutPiece, dueTime, type Flow } from './flow.ts';
import { isAcknowledgement, type WebSocketFrames } from './web-socket-frames.ts';

/** Bytes that may wait in one direction before reading stops. */
const MAX_WAITING = 1024 * 1024;

export interface PipeOptions {
  /** Given: bytes are passed on in whole frames, so that some of them can be left out. */
  readonly frames?: WebSocketFrames | undefined;
  /** For the jitter; uniform in [0, 1). */
  readonly random: () => number;
}

/** One direction of one connection. Bytes keep their order whatever the flow is changed to. */
export class Pipe {
  private readonly source: Socket;
  private readonly sink: Socket;
  private readonly options: PipeOptions;
  private flow: Flow = { kind: 'pass' };
  private readonly waiting: { readonly bytes: Buffer; readonly dueAt: number }[] = [];
  private waitingBytes = 0;
  private lastDueAt = 0;
  private timer: NodeJS.Timeout | null = null;
  private turn: NodeJS.Immediate | null = null;
  private hasEnded = false;
  /** Bytes thrown away so far, and acknowledgements among them. */
  dropped = 0;
  droppedAcks = 0;

  constructor(source: Socket, sink: Socket, options: PipeOptions) {
    this.source = source;
    this.sink = sink;
    this.options = options;
    source.on('data', (bytes: Buffer) => {
      for (const piece of options.frames?.take(bytes) ?? [bytes]) this.take(piece);
    });
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
    this.lastDueAt = 0;
    if (flow.kind === 'hold') this.source.pause();
    this.write();
    this.resume();
  }

  private take(bytes: Buffer): void {
    const { flow } = this;
    const isLostAck = flow.kind === 'without-acks' && this.options.frames?.isOpen === true && isAcknowledgement(bytes);
    if (flow.kind === 'drop' || isLostAck) {
      this.dropped += bytes.length;
      if (isLostAck) this.droppedAcks += 1;
      return;
    }
    for (const part of cutPiece(flow, bytes)) {
      const { random } = this.options;
      const dueAt = dueTime(flow, { now: performance.now(), lastDueAt: this.lastDueAt, size: part.length, random });
      this.lastDueAt = dueAt;
      this.waiting.push({ bytes: part, dueAt });
    }
    this.waitingBytes += bytes.length;
    if (this.waitingBytes > MAX_WAITING) this.source.pause();
    this.write();
  }

  /** Writes what is due, in order. */
  private write(): void {
    this.cancel();
    const { kind } = this.flow;
    if (kind === 'hold') return;
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      const restMs = kind === 'delay' || kind === 'pace' ? next.dueAt - performance.now() : 0;
      if (restMs > 0) {
        this.timer = setTimeout(() => this.write(), restMs);
        return;
      }
      this.waiting.shift();
      this.waitingBytes -= next.bytes.length;
      this.put(next.bytes);
      if (kind === 'split') {
        // In a turn of its own, or the system would put the pieces together again.
        this.turn = setImmediate(() => this.write());
        return;
      }
    }
    if (this.hasEnded) this.sink.end();
    else this.resume();
  }

  private put(bytes: Buffer): void {
    if (this.sink.destroyed || this.sink.writableEnded) return;
    if (!this.sink.write(bytes)) this.source.pause();
  }

  private resume(): void {
    const isFull = this.sink.writableNeedDrain || this.waitingBytes > MAX_WAITING;
    if (this.flow.kind === 'hold' || (isFull && this.flow.kind !== 'drop')) return;
    this.source.resume();
  }

  private cancel(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.turn !== null) clearImmediate(this.turn);
    this.timer = null;
    this.turn = null;
  }

  private stop(): void {
    this.cancel();
    this.waiting.length = 0;
    this.waitingBytes = 0;
  }
}
