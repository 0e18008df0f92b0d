import { describe, expect, it } from 'vitest';
import { isAcknowledgement, WebSocketFrames } from './web-socket-frames.ts';

const HEAD = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';

/** A frame as a server writes it. */
function frame(text: string, first = 0x81): Buffer {
  const payload = Buffer.from(text);
  if (payload.length < 126) return Buffer.concat([Buffer.from([first, payload.length]), payload]);
  if (payload.length < 65_536) {
    const head = Buffer.from([first, 126, 0, 0]);
    head.writeUInt16BE(payload.length, 2);
    return Buffer.concat([head, payload]);
  }
  const head = Buffer.from([first, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

describe('frames of a WebSocket', () => {
  const whole = [Buffer.from(HEAD), frame('0{}'), frame('430[1]'), frame('x'.repeat(300)), frame('y'.repeat(70_000))];

  it.each([1, 2, 7, 100_000])('come out whole, in pieces of %i bytes as well', (size) => {
    const frames = new WebSocketFrames();
    const all = Buffer.concat(whole);
    const out: Buffer[] = [];
    // Every head lies in what comes in pieces; of the long text behind the last one a piece more tells nothing more.
    const inPieces = all.length - 70_000 + 10;
    let from = 0;
    for (; from < inPieces; from += size) out.push(...frames.take(all.subarray(from, from + size)));
    out.push(...frames.take(all.subarray(from)));
    expect(out.map((piece) => piece.length)).toEqual(whole.map((piece) => piece.length));
    expect(Buffer.concat(out).equals(all)).toBe(true);
    expect(frames.isOpen).toBe(true);
  });

  it('are not looked for where the answer is another', () => {
    const frames = new WebSocketFrames();
    expect(frames.take(Buffer.from('HTTP/1.'))).toEqual([]);
    const answer = '1 200 OK\r\n\r\n';
    expect(frames.take(Buffer.from(answer)).map(String)).toEqual([`HTTP/1.${answer}`]);
    expect(frames.take(Buffer.from([0x81])).map((piece) => piece.length)).toEqual([1]);
    expect(frames.isOpen).toBe(false);
  });

  it('acknowledge where they say so', () => {
    const long = `4312[{"ok":true,"data":"${'z'.repeat(500)}"}]`;
    for (const text of ['430[{"ok":true}]', '43/admin,7[]', '461-0[]', long]) {
      expect(isAcknowledgement(frame(text))).toBe(true);
    }
    for (const text of ['42["message:new",{}]', '2', '3', '0{}', '40{}', '']) {
      expect(isAcknowledgement(frame(text))).toBe(false);
    }
    expect(isAcknowledgement(frame('430[]', 0x82))).toBe(false);
    expect(isAcknowledgement(Buffer.from([0x81]))).toBe(false);
  });
});
