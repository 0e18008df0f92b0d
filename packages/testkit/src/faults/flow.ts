/**
 * What happens to the bytes of one direction.
 *
 * - `pass`: on their way at once.
 * - `hold`: nothing is read; the sender's buffers fill as with a frozen peer or a dead wire. What was held arrives when it passes again.
 * - `drop`: read and thrown away; the stream behind is damaged, so whoever drops must cut in the end.
 * - `delay`: each piece so many milliseconds later and up to `jitterMs` more, in order.
 * - `split`: the first bytes of each piece one write each, in turns of their own; the rest of a long piece in one.
 * - `pace`: no more than so many bytes a second.
 * - `without-acks`: whole WebSocket frames pass, those that acknowledge a Socket.IO event are thrown away. The stream stays sound. Only
 *   where the proxy was told that it carries `http`, and only towards the client; elsewhere everything passes.
 */
export type Flow =
  | { readonly kind: 'pass' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs?: number }
  | { readonly kind: 'split'; readonly bytes: number }
  | { readonly kind: 'pace'; readonly bytesPerSecond: number }
  | { readonly kind: 'without-acks' };

/** Of a piece so many bytes are split: heads of frames and of requests are what a careless reader trips over. */
export const SPLIT_AT_MOST = 256;
/** A paced direction writes so often in a second. */
const PACES_PER_SECOND = 20;

/** A piece cut as its flow writes it. */
export function cutPiece(flow: Flow, bytes: Buffer): Buffer[] {
  if (flow.kind === 'pace') return slices(bytes, Math.max(1, Math.floor(flow.bytesPerSecond / PACES_PER_SECOND)));
  if (flow.kind !== 'split') return [bytes];
  const rest = bytes.subarray(SPLIT_AT_MOST);
  return [...slices(bytes.subarray(0, SPLIT_AT_MOST), flow.bytes), ...(rest.length > 0 ? [rest] : [])];
}

/** When a piece that came at `now` is due; none is due before the one ahead of it. */
export function dueTime(
  flow: Flow,
  at: { now: number; lastDueAt: number; size: number; random: () => number },
): number {
  if (flow.kind === 'delay') return Math.max(at.lastDueAt, at.now + flow.ms + at.random() * (flow.jitterMs ?? 0));
  if (flow.kind === 'pace') return Math.max(at.lastDueAt, at.now) + (at.size / flow.bytesPerSecond) * 1_000;
  return at.now;
}

function slices(bytes: Buffer, size: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += size) parts.push(bytes.subarray(from, from + size));
  return parts;
}
