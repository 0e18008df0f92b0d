const HEAD_END = '\r\n\r\n';
const SWITCHED = 'HTTP/1.1 101';

/**
 * Cuts what a server sends on one connection into whole WebSocket frames, after the answer that switches to them. A connection that
 * begins with any other answer stays HTTP, and its pieces come out as they went in. Compressed frames are not looked into.
 */
export class WebSocketFrames {
  private state: 'beginning' | 'http' | 'frames' = 'beginning';
  private rest: Buffer = Buffer.alloc(0);

  /** Whether frames have begun. */
  get isOpen(): boolean {
    return this.state === 'frames';
  }

  take(bytes: Buffer): Buffer[] {
    if (this.state === 'http') return [bytes];
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    const begun = this.state === 'beginning' ? this.begin() : [];
    return this.state === 'frames' ? [...begun, ...this.wholeFrames()] : begun;
  }

  /** The head of the first answer, once it is whole; everything, if it does not switch. */
  private begin(): Buffer[] {
    const start = this.rest.subarray(0, SWITCHED.length).toString('latin1');
    if (!SWITCHED.startsWith(start)) {
      this.state = 'http';
      return this.cut(this.rest.length);
    }
    const end = this.rest.indexOf(HEAD_END);
    if (end < 0) return [];
    this.state = 'frames';
    return this.cut(end + HEAD_END.length);
  }

  private wholeFrames(): Buffer[] {
    const frames: Buffer[] = [];
    for (let size = frameSize(this.rest); size !== null && size <= this.rest.length; size = frameSize(this.rest)) {
      frames.push(...this.cut(size));
    }
    return frames;
  }

  private cut(size: number): Buffer[] {
    const piece = this.rest.subarray(0, size);
    this.rest = this.rest.subarray(size);
    return [piece];
  }
}

/** Bytes of the frame that begins here, with its head (RFC 6455 §5.2); null while the head is not whole. */
function frameSize(bytes: Buffer): number | null {
  const second = bytes[1];
  if (second === undefined) return null;
  const isMasked = (second & 0x80) !== 0;
  const short = second & 0x7f;
  const head = (short === 127 ? 10 : short === 126 ? 4 : 2) + (isMasked ? 4 : 0);
  if (bytes.length < head) return null;
  if (short === 126) return head + bytes.readUInt16BE(2);
  return head + (short === 127 ? Number(bytes.readBigUInt64BE(2)) : short);
}

const WHOLE_TEXT = 0x81;
/** Engine.IO “message” and Socket.IO “ack”, plain and binary. */
const ACKS = ['43', '46'];

/** Whether a frame of a server is the acknowledgement of a Socket.IO event. */
export function isAcknowledgement(frame: Buffer): boolean {
  const second = frame[1];
  if (frame[0] !== WHOLE_TEXT || second === undefined || (second & 0x80) !== 0) return false;
  const head = second === 127 ? 10 : second === 126 ? 4 : 2;
  return ACKS.includes(frame.subarray(head, head + 2).toString('latin1'));
}
