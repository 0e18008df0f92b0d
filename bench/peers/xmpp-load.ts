/**
 * The load of bench/load/generate.ts in XMPP (RFC 6120, 6121), as a process of its own: people in pairs, each sends, waits until it arrives at the
 * other, and sends again. No library: what is measured is the server, and this has to be as light as the other load.
 */
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { quantile } from '../lib/statistics.ts';

export interface XmppOrder {
  readonly port: number;
  readonly password: string;
  readonly people: readonly string[];
  readonly seconds: number;
}

const TEXT = 'The quick brown fox jumps over the lazy dog, twice on Sundays.';
const WARM_UP = 0.25;
const OPEN =
  "<stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
/** Connections that are made at once. */
const AT_ONCE = 20;

/** A stream that is signed in and says that it is there. */
class Stream {
  readonly socket: Socket;
  onMessage: (id: string) => void = () => undefined;
  #text = '';
  #waiting: { readonly mark: string; readonly go: () => void } | null = null;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.setEncoding('utf8');
    this.socket.on('data', (chunk: string) => this.#received(chunk));
  }

  async signIn(user: string, password: string): Promise<void> {
    this.socket.write(OPEN);
    await this.#until('</stream:features>');
    const secret = Buffer.from(`\0${user}\0${password}`).toString('base64');
    this.socket.write(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${secret}</auth>`);
    await this.#until('<success');
    this.socket.write(OPEN);
    await this.#until('</stream:features>');
    this.socket.write(
      "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>a</resource></bind></iq>",
    );
    await this.#until('</bind>');
    this.socket.write('<presence/>');
    await this.#until('<presence');
  }

  send(to: string, id: string): void {
    this.socket.write(`<message to='${to}@localhost/a' type='chat' id='${id}'><body>${TEXT}</body></message>`);
  }

  #until(mark: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = { mark, go: resolve };
      this.#look();
    });
  }

  #received(chunk: string): void {
    this.#text += chunk;
    this.#look();
  }

  #look(): void {
    if (this.#waiting !== null) {
      const at = this.#text.indexOf(this.#waiting.mark);
      if (at < 0) return;
      const { mark, go } = this.#waiting;
      this.#text = this.#text.slice(at + mark.length);
      this.#waiting = null;
      go();
      return;
    }
    for (let end = this.#text.indexOf('</message>'); end >= 0; end = this.#text.indexOf('</message>')) {
      const stanza = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + '</message>'.length);
      const id = /<message[^>]*\sid='([^']+)'/.exec(stanza)?.[1];
      if (id !== undefined) this.onMessage(id);
    }
  }
}

async function run(order: XmppOrder): Promise<{ perSecond: number; p50: number; p99: number; sent: number }> {
  const streams: Stream[] = [];
  for (let at = 0; at < order.people.length; at += AT_ONCE) {
    const some = order.people.slice(at, at + AT_ONCE).map(async (user) => {
      const stream = new Stream(order.port);
      await stream.signIn(user, order.password);
      return stream;
    });
    streams.push(...(await Promise.all(some)));
  }
  const started = performance.now();
  const countFrom = started + order.seconds * 1_000 * WARM_UP;
  const end = started + order.seconds * 1_000;
  const sentAt = new Map<string, { at: number; from: number }>();
  const latencies: number[] = [];
  let sent = 0;
  const send = (from: number): void => {
    if (performance.now() >= end) return;
    const id = randomUUID();
    sent += 1;
    sentAt.set(id, { at: performance.now(), from });
    streams[from]?.send(order.people[from ^ 1] ?? '', id);
  };
  streams.forEach((stream) => {
    stream.onMessage = (id) => {
      const one = sentAt.get(id);
      if (one === undefined) return;
      sentAt.delete(id);
      const now = performance.now();
      if (now >= countFrom && now <= end) latencies.push(now - one.at);
      send(one.from);
    };
  });
  for (let from = 0; from < streams.length; from += 1) send(from);
  await new Promise((resolve) => setTimeout(resolve, order.seconds * 1_000 + 1_000));
  for (const { socket } of streams) socket.destroy();
  return {
    perSecond: Math.round(latencies.length / (order.seconds * (1 - WARM_UP))),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    sent,
  };
}

process.on('message', (order: XmppOrder) => {
  run(order).then(
    (report) => {
      process.send?.({ report });
      process.disconnect?.();
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.send?.('ready');
