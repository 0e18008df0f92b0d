import { setTimeout as pause } from 'node:timers/promises';
import { connectRawDevice, type RawDevice } from '@natter/testkit';
import type { ChildServer } from './child-server.ts';

/** How often the bystanders write, in milliseconds. */
const EVERY_MS = 15;

/** Two people who write to each other while something happens to the server. */
export interface Bystanders {
  readonly conversationId: string;
  /** Sends acknowledged until now. */
  readonly sent: number;
  /** Resolves when so many more were acknowledged. */
  more(count: number): Promise<void>;
  /** Ends, and answers what they noticed. */
  end(): Promise<Noticed>;
}

export interface Noticed {
  readonly sent: number;
  /** What the other one was told of. */
  readonly heard: number;
  /** Answers that were no acknowledgement. */
  readonly refused: readonly unknown[];
  /** Milliseconds that the slowest of a hundred acknowledgements took, and the slowest of all. */
  readonly p99: number;
  readonly worst: number;
}

/** They need a server whose limit of sends is out of their way. */
export async function startBystanders(
  server: ChildServer,
  names: readonly [string, string] = ['calm', 'cool'],
): Promise<Bystanders> {
  const heard = new Set<string>();
  const [writer, reader] = await Promise.all(names.map((userId) => connectAs(server, userId, heard)));
  if (!writer || !reader) throw new Error('two are needed');
  const conversationId = await startConversation(server, names);
  const refused: unknown[] = [];
  const took: number[] = [];
  let sent = 0;
  let isEnding = false;
  const waiters: { at: number; resolve: () => void }[] = [];
  const write = async () => {
    while (!isEnding) {
      const startedAt = performance.now();
      const body = { conversationId, clientId: crypto.randomUUID(), type: 'text', content: `word ${sent}` };
      const answer = await writer.ask('message:send', body);
      took.push(performance.now() - startedAt);
      if ((answer as { ok: boolean }).ok) sent++;
      else refused.push(answer);
      for (const waiter of waiters.filter(({ at }) => sent >= at)) waiter.resolve();
      await pause(EVERY_MS);
    }
  };
  const writing = write();
  return {
    conversationId,
    get sent() {
      return sent;
    },
    more: (count) => {
      const reached = new Promise<void>((resolve) => waiters.push({ at: sent + count, resolve }));
      const cut = Promise.race([writer.socket.closed, reader.socket.closed]);
      return Promise.race([reached, cut.then(() => Promise.reject(new Error('a bystander was cut')))]);
    },
    end: async () => {
      isEnding = true;
      await writing;
      // Packets keep their order, so that an answer tells that nothing else is under way to the reader.
      await reader.ask('conversation:watch', 'no list');
      writer.socket.destroy();
      reader.socket.destroy();
      took.sort((one, other) => one - other);
      return {
        sent,
        heard: [...heard].filter((one) => one.startsWith(conversationId)).length,
        refused,
        p99: took[Math.floor(took.length * 0.99)] ?? 0,
        worst: took.at(-1) ?? 0,
      };
    },
  };
}

async function connectAs(server: ChildServer, userId: string, heard: Set<string>): Promise<RawDevice> {
  return connectRawDevice({
    url: server.url,
    token: await server.tokenOf(userId),
    onEvent: (event, payload) => {
      // The writer's own device is told as well; what counts is that somebody who did not write it was.
      const { message } = payload as { message?: { seq: number; senderId: string; conversationId: string } };
      if (event === 'message:new' && message && message.senderId !== userId)
        heard.add(`${message.conversationId} ${message.seq}`);
    },
  });
}

async function startConversation(server: ChildServer, [one, other]: readonly [string, string]): Promise<string> {
  const response = await fetch(`${server.url}/api/messages/conversations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await server.tokenOf(one)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'direct', participantId: other }),
  });
  return ((await response.json()) as { id: string }).id;
}
