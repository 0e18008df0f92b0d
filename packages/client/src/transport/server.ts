import type { CommandInput, CommandName, CommandOutput, MarkAnswer, SendAnswer, SyncAnswer } from '@natter/protocol';
import type { CallInput, Rest } from './rest.ts';

/**
 * Asks where nobody waits for the answer, and again while the connection stands when the server cannot tell now (spec CATCH-7).
 * Of questions about one thing (`about`, compared as it is) that failed, one waits.
 */
export type Quietly = (about: unknown, ask: () => Promise<unknown>) => void;

/** What carries socket commands, when it can. */
export interface CommandLink {
  readonly isUp: boolean;
  readonly quietly: Quietly;
  command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
}

/** The calls that go by socket when it is up, and by REST otherwise. Both mean the same and may be repeated. */
export interface Server {
  readonly rest: Rest;
  send(conversationId: string, body: CallInput<'sendMessage'>['body']): Promise<SendAnswer>;
  sync(query: { cursor?: string; limit?: number }): Promise<SyncAnswer>;
  mark(kind: 'read' | 'delivered', conversationId: string, seq: number): Promise<MarkAnswer>;
}

export function createServer(rest: Rest, link: CommandLink): Server {
  return {
    rest,
    send(conversationId, body) {
      if (link.isUp) return link.command('message:send', { conversationId, ...body });
      return rest.call('sendMessage', { params: { id: conversationId }, body });
    },
    sync: (query) => (link.isUp ? link.command('sync', query) : rest.call('sync', { query })),
    mark(kind, conversationId, seq) {
      if (link.isUp)
        return link.command(kind === 'read' ? 'message:read' : 'message:delivered', { conversationId, seq });
      return rest.call(kind === 'read' ? 'putRead' : 'putDelivered', { params: { id: conversationId }, body: { seq } });
    },
  };
}
