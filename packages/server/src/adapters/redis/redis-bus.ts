import { RedisAdapter } from '@socket.io/redis-adapter';
import { type Namespace, Server } from 'socket.io';
import type { NodeCall, NodesBus } from '../../ports/nodes.ts';
import type { Log } from '../../ports/runtime.ts';
import { AdapterClient } from './adapter-client.ts';
import { readNodeCall } from './read-node-call.ts';
import type { RedisLink } from './redis-link.ts';

const CALL = 'natter:call';
type NoEvents = Record<string, never>;
interface Between {
  [CALL]: (call: unknown) => void;
}

/**
 * Calls of publishers over Socket.IO's Redis adapter, as messages from server to server (REDIS-1). It has a server object of its own,
 * which no client connects to: what is done to this node's sockets (drain, cut) must not be done to the others', and a
 * process without sockets has to tell, too.
 */
export function createRedisBus(link: RedisLink, { prefix, log }: { prefix: string; log: Log }): NodesBus {
  const client = new AdapterClient(link);
  const io = new Server<NoEvents, NoEvents, Between>({
    serveClient: false,
    // Called with `new`, which an arrow function does not bear.
    adapter: function toAdapter(namespace: Namespace) {
      return guard(new RedisAdapter(namespace, client, client, { key: prefix }), log);
    },
  });
  let hear: (call: NodeCall) => void = () => undefined;
  const take = (given: unknown) => {
    const call = readNodeCall(given);
    // A newer node may say what this one does not know; the log brings what was committed.
    if (call === null) return log.warn('node_call_ignored');
    try {
      hear(call);
    } catch (error) {
      log.error('node_call_failed', { kind: call.kind, error });
    }
  };
  io.on(CALL, take);
  return {
    get isUp() {
      return link.isUp;
    },
    tell: (call) => {
      if (link.isUp) io.serverSideEmit(CALL, call);
    },
    listen: (listener) => {
      hear = listener;
    },
    stop: async () => {
      hear = () => undefined;
    },
  };
}

/** The adapter trusts what it reads, and an error in what it hears would end the process (REDIS-7). */
function guard(adapter: RedisAdapter, log: Log): RedisAdapter {
  for (const name of ['onrequest', 'onmessage']) {
    const hear: unknown = Reflect.get(adapter, name);
    if (typeof hear !== 'function') throw new Error(`this Redis adapter has no ${name}`);
    Reflect.set(adapter, name, async (...given: unknown[]) => {
      try {
        await Reflect.apply(hear, adapter, given);
      } catch (error) {
        log.warn('node_call_ignored', { error });
      }
    });
  }
  return adapter;
}
