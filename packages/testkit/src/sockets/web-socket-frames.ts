import { randomBytes } from 'node:crypto';

export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameParts {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly isLast?: boolean;
  /** The length that is announced; the payload's own unless given. */
  readonly announced?: number;
}

/** A client's frame (RFC 6455, section 5.2), masked, with a lie about its length where one is wanted. */
export function encodeFrame({ opcode, payload, isLast = true, announced = payload.length }: FrameParts): Buffer {
  const mask = randomBytes(4);
  const first = (isLast ? 0x80 : 0) | opcode;
  const masked = Buffer.from(payload);
  for (let index = 0; index < masked.length; index++) masked[index] = (masked[index] ?? 0) ^ (mask[index & 3] ?? 0);
  return Buffer.concat([encodeHead(first, announced), mask, masked]);
}

function encodeHead(first: number, length: number): Buffer {
  if (length < 126) return Buffer.from([first, 0x80 | length]);
  if (length < 0x10000) {
    const head = Buffer.from([first, 0x80 | 126, 0, 0]);
    head.writeUInt16BE(length, 2);
    return head;
  }
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** Takes bytes as they come and answers the frames that are whole. A server's frames are not masked. */
export function createFrameReader(): (chunk: Buffer) => { opcode: number; payload: Buffer }[] {
  let chunks: Buffer[] = [];
  let held = 0;
  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    const frames: { opcode: number; payload: Buffer }[] = [];
    let bytes = chunks.length === 1 ? chunk : Buffer.concat(chunks, held);
    for (let size = sizeOf(bytes); size !== null && size.end <= bytes.length; size = sizeOf(bytes)) {
      frames.push({ opcode: (bytes[0] ?? 0) & 0x0f, payload: bytes.subarray(size.start, size.end) });
      bytes = bytes.subarray(size.end);
    }
    chunks = bytes.length > 0 ? [bytes] : [];
    held = bytes.length;
    return frames;
  };
}

function sizeOf(bytes: Buffer): { start: number; end: number } | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 0x7f;
  if (short < 126) return { start: 2, end: 2 + short };
  if (short === 126) return bytes.length < 4 ? null : { start: 4, end: 4 + bytes.readUInt16BE(2) };
  return bytes.length < 10 ? null : { start: 10, end: 10 + Number(bytes.readBigUInt64BE(2)) };
}
