import { Agent, request as callUpstream, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What of Natter the shop's address answers for: what a person's client needs, and nothing of the host's or the demo's. */
const NATTERS = /^\/(?:api\/messages|api\/config|socket\.io)(?:[/?]|$)/;

/** Of one connection, so never of the next one (RFC 9110, 7.6.1). */
const OF_ONE_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export interface PassToNatter {
  /** Whether a request is Natter's; then it must be given to `request`. */
  isIts(url: string | undefined): boolean;
  request(incoming: IncomingMessage, answer: ServerResponse): void;
  /** A WebSocket: bytes go through as they come, so a slow reader slows Natter down and not this process's memory. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/**
 * Natter behind the shop's own address, as a reverse proxy would put it there: by path, with the `Host` that the browser
 * named, so that Natter's check of origins holds. In production nginx or Caddy does this.
 */
export function passToNatter(natterUrl: string): PassToNatter {
  const { hostname, port } = new URL(natterUrl);
  const agent = new Agent({ keepAlive: true });
  const sockets = new Set<Duplex>();
  const toNatter = (incoming: IncomingMessage, headers: Record<string, string | string[]>) => ({
    hostname,
    port,
    method: incoming.method,
    path: incoming.url,
    headers: { ...headers, 'x-forwarded-for': incoming.socket.remoteAddress ?? '' },
  });
  return {
    isIts: (url) => url !== undefined && NATTERS.test(url),
    request: (incoming, answer) => {
      const upstream = callUpstream({ ...toNatter(incoming, endToEnd(incoming)), agent }, (answered) => {
        answer.writeHead(answered.statusCode ?? 502, endToEnd(answered));
        answered.pipe(answer);
        answered.once('error', () => answer.destroy());
      });
      upstream.once('error', () => (answer.headersSent ? answer.destroy() : sayAway(answer)));
      answer.once('close', () => upstream.destroy());
      incoming.pipe(upstream);
    },
    upgrade: (incoming, socket, head) => {
      const headers = { ...endToEnd(incoming), connection: 'Upgrade', upgrade: 'websocket' };
      const upstream = callUpstream(toNatter(incoming, headers));
      sockets.add(socket);
      socket.once('close', () => {
        sockets.delete(socket);
        upstream.destroy();
      });
      socket.on('error', () => upstream.destroy());
      upstream.once('error', () => socket.destroy());
      upstream.once('upgrade', (answered, natters, first) => {
        socket.write(headOf(answered, answered.rawHeaders));
        socket.write(first);
        natters.write(head);
        natters.on('error', () => socket.destroy());
        natters.once('close', () => socket.destroy());
        // The request has let go of this connection: it must be ended by itself.
        socket.once('close', () => natters.destroy());
        socket.pipe(natters).pipe(socket);
      });
      // Natter would not have it: its answer is the answer.
      upstream.once('response', (answered) => {
        socket.write(headOf(answered, [...inTurn(endToEnd(answered)), 'connection', 'close']));
        answered.pipe(socket);
      });
      upstream.end();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      agent.destroy();
    },
  };
}

function endToEnd({ headers }: IncomingMessage): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !OF_ONE_HOP.has(name)) kept[name] = value;
  }
  return kept;
}

/** Names and values in turn; a name with several values comes several times. */
function inTurn(headers: Record<string, string | string[]>): string[] {
  return Object.entries(headers).flatMap(([name, values]) => [values].flat().flatMap((value) => [name, value]));
}

/** The head of an answer as it stands on the wire; `fields` are names and values in turn. */
function headOf({ statusCode, statusMessage }: IncomingMessage, fields: readonly string[]): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at + 1 < fields.length; at += 2) lines.push(`${fields[at]}: ${fields[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** In the words of Natter's contract, so that its client waits and comes back by itself. */
function sayAway(answer: ServerResponse): void {
  answer.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '2' });
  const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503 };
  const said = { code: 'unavailable', detail: 'Messages are away for a moment.', retryAfter: 2 };
  answer.end(JSON.stringify({ ...problem, ...said }));
}
