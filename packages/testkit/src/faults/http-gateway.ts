import { Agent, createServer, type IncomingMessage, request, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * What a gateway in front of a server does wrong, instead of passing requests on.
 *
 * - `page`: answers by itself with a page of HTML under one of these statuses. With `only: 'small bodies'` it does so to requests
 *   that bring a body of less than a thousand bytes, and passes the others on: a refusal of a size that cannot be meant.
 * - `no-upgrade`: passes on without the headers that would make a WebSocket of a connection.
 * - `half-bodies`: the connection ends in the middle of an answer's body, so often out of one.
 * - `buffer`: an answer is held until it is whole and then for a while.
 */
export type Misbehaviour =
  | { readonly kind: 'page'; readonly statuses: readonly number[]; readonly only?: 'small bodies' }
  | { readonly kind: 'no-upgrade' }
  | { readonly kind: 'half-bodies'; readonly share: number }
  | { readonly kind: 'buffer'; readonly atLeastMs: number; readonly atMostMs: number };

export interface HttpGateway {
  readonly port: number;
  /** Requests so far to which something was done. */
  readonly harmed: number;
  /** From now on; null passes everything on. */
  behave(how: Misbehaviour | null): void;
  close(): Promise<void>;
}

export interface HttpGatewayOptions {
  /** Where the server listens, on the loopback interface. */
  readonly targetPort: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection']);
const withoutHops = (headers: IncomingMessage['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));

const pageOf = (status: number) =>
  `<!doctype html><html><head><title>${status}</title></head><body><h1>${status}</h1><hr>{"id":"gateway"}</body></html>`;

/** A gateway that understands HTTP, on the loopback interface. WebSockets pass unless told otherwise. Errors: those of listening. */
export async function startHttpGateway({ targetPort, random = Math.random }: HttpGatewayOptions): Promise<HttpGateway> {
  const open = new Set<Socket>();
  let how: Misbehaviour | null = null;
  let harmed = 0;
  const pickStatus = (statuses: readonly number[]) => statuses[Math.floor(random() * statuses.length)] ?? 502;
  const handle = (call: IncomingMessage, answer: ServerResponse) => {
    const now = how;
    if (now?.kind === 'page' && (now.only === undefined || hasSmallBody(call))) {
      harmed += 1;
      const status = pickStatus(now.statuses);
      answer.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(pageOf(status));
      call.resume();
      return;
    }
    ask(targetPort, call, answer, (got) => {
      if (now?.kind === 'buffer') {
        harmed += 1;
        const waitMs = now.atLeastMs + random() * (now.atMostMs - now.atLeastMs);
        setTimeout(() => passOn(got, answer), waitMs).unref();
      } else if (now?.kind === 'half-bodies' && got.body.length > 1 && random() < now.share) {
        harmed += 1;
        cutShort(got, answer);
      } else passOn(got, answer);
    });
  };
  const server = createServer(handle);
  server.on('connection', (socket) => {
    open.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  });
  server.on('upgrade', (call: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isRefused = how?.kind === 'no-upgrade' || (how?.kind === 'page' && how.only === undefined);
    if (!isRefused) {
      joinRaw(targetPort, call, socket, head);
      return;
    }
    if (how?.kind === 'no-upgrade') harmed += 1;
    // An ordinary request from now on: answered, and then the connection ends.
    const answer = new ServerResponse(call);
    answer.shouldKeepAlive = false;
    answer.assignSocket(socket as Socket);
    answer.on('finish', () => (socket as Socket).destroySoon());
    handle(call, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    get harmed() {
      return harmed;
    },
    behave(next) {
      how = next;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function hasSmallBody({ headers }: IncomingMessage): boolean {
  const bytes = Number(headers['content-length'] ?? 0);
  return bytes > 0 && bytes < 1_000;
}

interface Got {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Asks the server on a connection of its own, as the balancer behind it chooses per connection. A server that is away is a 502. */
function ask(targetPort: number, call: IncomingMessage, answer: ServerResponse, then: (got: Got) => void): void {
  const { method, url: path } = call;
  const headers = withoutHops(call.headers);
  const asked = request({ host: '127.0.0.1', port: targetPort, method, path, headers, agent: ONE_EACH }, (given) => {
    const pieces: Buffer[] = [];
    given.on('data', (piece: Buffer) => pieces.push(piece));
    given.on('error', () => answer.destroy());
    given.on('end', () => {
      if (given.complete)
        then({ status: given.statusCode ?? 502, headers: given.headers, body: Buffer.concat(pieces) });
    });
  });
  asked.on('error', () => {
    if (answer.headersSent || answer.destroyed) answer.destroy();
    else answer.writeHead(502, { 'content-type': 'text/html' }).end(pageOf(502));
  });
  // Whoever asked does not wait any more.
  answer.on('close', () => asked.destroy());
  call.pipe(asked);
}

const ONE_EACH = new Agent({ keepAlive: false });

function passOn({ status, headers, body }: Got, answer: ServerResponse): void {
  if (!answer.destroyed) answer.writeHead(status, withoutHops(headers)).end(body);
}

/** The head and half of the body, as whole as promised by nothing but its length; then the end. */
function cutShort({ status, headers, body }: Got, answer: ServerResponse): void {
  if (answer.destroyed) return;
  answer.writeHead(status, { ...withoutHops(headers), 'content-length': body.length });
  answer.write(body.subarray(0, Math.floor(body.length / 2)), () => answer.socket?.destroySoon());
}

function joinRaw(targetPort: number, call: IncomingMessage, client: Duplex, head: Buffer): void {
  const server = connect({ port: targetPort, host: '127.0.0.1' });
  const lines = [`${call.method} ${call.url} HTTP/1.1`];
  for (let nth = 0; nth < call.rawHeaders.length; nth += 2) {
    lines.push(`${call.rawHeaders[nth]}: ${call.rawHeaders[nth + 1]}`);
  }
  server.setNoDelay(true);
  server.write(`${lines.join('\r\n')}\r\n\r\n`);
  server.write(head);
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.pipe(other);
    // However one side ended, the other one learns of it.
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}
