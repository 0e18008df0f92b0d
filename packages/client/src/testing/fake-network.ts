import { ERRORS } from '@natter/protocol';
import type { Fetch } from '../transport/rest.ts';
import type { OpenSocket, RawHandlers } from '../transport/socket.ts';
import type { TestClock } from './clock.ts';
import type { FakeServer } from './fake-server.ts';
import { Refusal } from './refusal.ts';

/** What goes wrong on the way, as chances in [0, 1], and how long things take. */
export interface Faults {
  /** A request never arrives. */
  lostRequests: number;
  /** A request is carried out and its answer never arrives. */
  lostAnswers: number;
  lostEvents: number;
  doubledEvents: number;
  /** Answers and events come between these, in ms; events of one socket may overtake each other. */
  delay: readonly [number, number];
}
export const NO_FAULTS: Faults = { lostRequests: 0, lostAnswers: 0, lostEvents: 0, doubledEvents: 0, delay: [1, 1] };

interface Connected {
  readonly userId: string;
  readonly handlers: RawHandlers;
  isOpen: boolean;
}

type Body = Record<string, never>;

/** The way between devices and the fake server: REST and sockets, with faults. A token is the user's id. */
export class FakeNetwork {
  faults: Faults = { ...NO_FAULTS };
  isDown = false;
  /** Tokens that are refused. */
  readonly refused = new Set<string>();
  /** Every request that set out, as `POST /path`. */
  readonly log: string[] = [];
  /** Answers the next requests whose log line matches in another way. */
  override: ((line: string) => { status: number; text: string } | null) | null = null;
  /** Replaces the acknowledgement of a command that was carried out. */
  overrideAck: ((name: string) => unknown) | null = null;
  private readonly sockets = new Set<Connected>();
  private readonly server: FakeServer;
  private readonly clock: TestClock;
  private readonly random: () => number;

  constructor(server: FakeServer, clock: TestClock, random: () => number) {
    this.server = server;
    this.clock = clock;
    this.random = random;
    server.emit = (userId, name, payload) => this.emit(userId, name, payload);
  }

  /** Cuts every connection of a person, or of all. */
  cut(userId?: string): void {
    for (const socket of [...this.sockets]) {
      if (userId !== undefined && socket.userId !== userId) continue;
      this.sockets.delete(socket);
      if (!socket.isOpen) continue;
      socket.isOpen = false;
      socket.handlers.onClosed('transport close');
    }
  }

  emit(userId: string, name: string, payload: unknown): void {
    for (const socket of this.sockets) {
      if (socket.userId !== userId || this.chance(this.faults.lostEvents)) continue;
      const times = this.chance(this.faults.doubledEvents) ? 2 : 1;
      for (let i = 0; i < times; i++)
        this.later(() => socket.isOpen && socket.handlers.onEvent(name, structuredClone(payload)));
    }
  }

  fetch: Fetch = (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const line = `${method} ${url.replace(/^https?:\/\/[^/]+/, '')}`;
      this.log.push(line);
      signal?.addEventListener('abort', () => reject(new Error('aborted')));
      if (this.isDown || this.chance(this.faults.lostRequests)) {
        this.later(() => reject(new TypeError('fetch failed')));
        return;
      }
      const answer = this.override?.(line) ?? this.answer(method, url, headers['authorization'] ?? '', body);
      if (this.chance(this.faults.lostAnswers)) this.later(() => reject(new TypeError('connection reset')));
      else this.later(() => resolve({ status: answer.status, text: async () => answer.text }));
    });

  openSocket: OpenSocket = ({ auth }, handlers) => {
    const userId = String(auth['token']).split('#')[0] ?? '';
    const socket: Connected = { userId, handlers, isOpen: false };
    let isClosed = false;
    this.log.push('SOCKET');
    this.later(() => {
      if (isClosed) return;
      if (this.isDown || this.chance(this.faults.lostRequests)) handlers.onFailed(undefined, new Error('down'));
      else if (this.refused.has(String(auth['token'])))
        handlers.onFailed(new Refusal('unauthenticated').body, new Error('refused'));
      else {
        socket.isOpen = true;
        this.sockets.add(socket);
        handlers.onOpen();
      }
    });
    return {
      emit: (name, payload, onAck) => {
        this.log.push(name);
        if (!socket.isOpen || this.chance(this.faults.lostRequests)) return;
        this.later(() => {
          if (!socket.isOpen) return;
          const ack = this.acknowledge(String(auth['token']), userId, name, structuredClone(payload) as Body);
          if (!this.chance(this.faults.lostAnswers)) this.later(() => socket.isOpen && onAck(ack));
        });
      },
      close: () => {
        isClosed = true;
        socket.isOpen = false;
        this.sockets.delete(socket);
      },
    };
  };

  private later(run: () => void): void {
    const [least, most] = this.faults.delay;
    this.clock.setTimer(run, least + this.random() * (most - least));
  }

  private chance(probability: number): boolean {
    return probability > 0 && this.random() < probability;
  }

  private acknowledge(token: string, userId: string, name: string, payload: Body): unknown {
    if (this.refused.has(token)) return { ok: false, error: new Refusal('unauthenticated').body };
    const ack = this.commanded(userId, name, payload);
    const other = this.overrideAck?.(name);
    return other === undefined ? ack : other;
  }

  private commanded(userId: string, name: string, payload: Body): unknown {
    try {
      return { ok: true, data: this.command(userId, name, payload) };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: error.body };
      throw error;
    }
  }

  private command(userId: string, name: string, payload: Body): unknown {
    const { server } = this;
    switch (name) {
      case 'message:send':
        return server.send(userId, payload['conversationId'] ?? '', payload as never);
      case 'message:read':
      case 'message:delivered':
        return server.mark(
          name === 'message:read' ? 'read' : 'delivered',
          userId,
          payload['conversationId'] ?? '',
          Number(payload['seq']),
        );
      case 'sync':
        return server.sync(userId, payload['cursor']);
      case 'presence:watch':
        return {
          presences: (payload['userIds'] ?? ([] as string[])).map((one: string) => ({
            userId: one,
            status: 'online',
            lastSeenAt: null,
          })),
        };
      case 'auth:refresh':
        return { expiresAt: new Date(this.clock.now + 60_000).toISOString() };
      default:
        return name === 'conversation:watch' ? payload : {};
    }
  }

  private answer(
    method: string,
    url: string,
    authorization: string,
    body: string | undefined,
  ): { status: number; text: string } {
    const token = authorization.replace('Bearer ', '');
    try {
      if (this.refused.has(token)) throw new Refusal('unauthenticated');
      const [path = '', search = ''] = url.replace(/^https?:\/\/[^/]+\/api\/?/, '').split('?');
      const query = Object.fromEntries(
        search
          .split('&')
          .filter(Boolean)
          .map((pair) => pair.split('=').map(decodeURIComponent)),
      );
      const data = this.route(
        method,
        path.split('/').slice(1),
        token.split('#')[0] ?? '',
        query,
        body ? JSON.parse(body) : {},
      );
      return data === undefined ? { status: 204, text: '' } : { status: 200, text: JSON.stringify(data) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const status = ERRORS[error.code].http;
      return { status, text: JSON.stringify({ type: 'about:blank', title: error.code, status, ...error.body }) };
    }
  }

  private route(method: string, parts: string[], userId: string, query: Record<string, string>, body: Body): unknown {
    const { server } = this;
    const [first, id = '', what, messageId = ''] = parts;
    const num = (key: string) => (query[key] === undefined ? {} : { [key]: Number(query[key]) });
    if (first === undefined) return this.config();
    if (first === 'me' && id === '') return server.me(userId);
    if (first === 'me' && method === 'GET') return { items: server.blocks(userId) };
    if (first === 'me') return server.block(userId, what ?? '', method === 'PUT');
    if (first === 'sync') return server.sync(userId, query['cursor']);
    if (first === 'conversations' && id === '') {
      if (method === 'POST') return server.start(userId, body['participantId'] ?? '');
      return { items: server.list(userId), nextCursor: null };
    }
    if (first === 'scheduled') return this.routeScheduled(method, parts, userId, query, body);
    if (what === undefined) {
      if (method === 'PATCH') return server.patch(userId, id, body);
      if (method === 'GET') return server.get(userId, id);
      server.remove(userId, id);
      return undefined;
    }
    if (what === 'scheduled') return server.life.schedule(userId, id, body as never);
    if (what === 'disappearing') return server.disappear(userId, id, body['seconds'] ?? null);
    if (what === 'messages' && parts[3] && (parts[4] || method === 'PATCH')) {
      return this.routeLife(method, parts, userId, body);
    }
    if (what === 'messages' && messageId !== '') {
      server.delete(userId, id, messageId, query['for'] ?? 'me');
      return undefined;
    }
    if (what === 'messages' && method === 'POST') return server.send(userId, id, body as never);
    if (what === 'messages') {
      return server.history(userId, id, {
        limit: 50,
        ...num('before'),
        ...num('after'),
        ...num('around'),
        ...num('limit'),
      });
    }
    if (what === 'changes') return server.changes(userId, id, Number(query['after']));
    if (what === 'read' || what === 'delivered') return server.mark(what, userId, id, Number(body['seq']));
    throw new Refusal('not_found');
  }

  private routeLife(method: string, parts: string[], userId: string, body: Body): unknown {
    const { life, reports } = this.server;
    const [, id = '', , messageId = '', what, emoji = ''] = parts;
    switch (what) {
      case undefined:
        return life.edit(userId, id, messageId, body as never);
      case 'reactions':
        return life.react(userId, id, messageId, decodeURIComponent(emoji), method === 'PUT');
      case 'star':
        return life.star(userId, id, messageId, method === 'PUT');
      case 'votes':
        return life.vote(userId, id, messageId, body['optionIds'] ?? []);
      case 'poll':
        return life.closePoll(userId, id, messageId);
      case 'forward':
        return life.forward(userId, id, messageId, body['conversationIds'] ?? [], body['clientId'] ?? '');
      case 'report':
        return void reports.push({ userId, messageId, ...body });
      default:
        throw new Refusal('not_found');
    }
  }

  private routeScheduled(
    method: string,
    [, id = '', what]: string[],
    userId: string,
    query: Record<string, string>,
    body: Body,
  ): unknown {
    const { life } = this.server;
    if (what === 'send') return life.sendScheduled(userId, id);
    if (method === 'GET') return { items: life.listScheduled(userId, query['conversationId']) };
    if (method === 'PATCH') return life.changeScheduled(userId, id, body);
    return life.cancelScheduled(userId, id);
  }

  private config() {
    return {
      protocolVersion: 1,
      oldestProtocolVersion: 1,
      version: '0',
      edition: 'social',
      tenant: { id: 't', name: 't' },
      features: {
        ...{ presence: true, typing: true, receipts: true, deletion: true },
        ...{ blocking: true, reporting: true, word_filter: true, archive: true, formatting: true },
        ...{ editing: true, reactions: true, forwarding: true, starring: true },
        ...{ polls: true, scheduling: true, disappearing: true, groups: true },
      },
      limits: { messageLength: 200, messagesPage: 50, conversationsPage: 20, sendsPerMinute: 60, sendsBurst: 120 },
      messagingEnabled: true,
      realtimeEnabled: true,
      demo: false,
      serverTime: new Date(this.clock.now).toISOString(),
    };
  }
}
