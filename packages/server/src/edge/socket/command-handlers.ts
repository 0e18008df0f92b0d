import {
  type CommandName,
  type CommandOutput,
  type ConversationId,
  LIMITS,
  type ParsedCommand,
  type UserId,
} from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { conversationRoom, presenceRoom } from './rooms.ts';
import { type Session, watchExpiry } from './session.ts';
import type { SocketDeps } from './socket-deps.ts';

/** Where a command's answer goes: one of the two, once. */
export interface CommandReply<N extends CommandName> {
  answer(output: CommandOutput<N>): void;
  fail(error: unknown): void;
}

type Handler<N extends CommandName> = (session: Session, input: ParsedCommand<N>, reply: CommandReply<N>) => void;
export type CommandHandlers = { readonly [N in CommandName]: Handler<N> };

/** A handler that answers with what it returns. */
function returning<N extends CommandName>(
  handle: (session: Session, input: ParsedCommand<N>) => Promise<CommandOutput<N>>,
): Handler<N> {
  return (session, input, reply) => {
    handle(session, input).then(reply.answer).catch(reply.fail);
  };
}

/** Command → use-case. Parsing, expiry, limits and errors are the wrapper's (`receive-commands.ts`). */
export function createCommandHandlers({ platform, services }: SocketDeps): CommandHandlers {
  const { messages, receipts, typing, sync, presence, identity } = services;
  // BLOCK-5: a block that is made while the database is asked must not be missed.
  const listVisible = async (session: Session, userIds: readonly UserId[]) => {
    for (;;) {
      const { walls } = session;
      const visible = await presence.listVisible(session.userId, userIds);
      if (walls === session.walls) return visible;
    }
  };
  // GROUP-5: nor one out of a group.
  const listMine = async (session: Session, ids: readonly ConversationId[]) => {
    for (;;) {
      const { removals } = session;
      const mine = await platform.database.readMemberships(session.userId, ids);
      if (removals === session.removals) return mine;
    }
  };
  return {
    'message:send': ({ userId, socket, typing: begun }, command, { answer, fail }) => {
      messages.send(userId, command, { connection: socket.id, answer, fail });
      begun.delete(command.conversationId);
    },
    'message:read': returning(({ userId }, mark) => receipts.advance({ ...mark, userId, kind: 'read' })),
    'message:delivered': returning(({ userId }, mark) => receipts.advance({ ...mark, userId, kind: 'delivered' })),
    'typing:start': returning(async (session, { conversationId }) => {
      const isOpen = session.open.has(conversationId);
      await typing.start(session.userId, { conversationId, isOpen });
      // Nobody types in more threads than they have open; the rest ends by its lease.
      if (session.typing.size < LIMITS.conversationWatch) session.typing.add(conversationId);
      return {};
    }),
    'typing:stop': returning(async ({ userId, typing: begun }, { conversationId }) => {
      begun.delete(conversationId);
      typing.stop(userId, conversationId);
      return {};
    }),
    'presence:watch': returning(async (session, { userIds }) => {
      const turn = ++session.turns.watched;
      const visible = await listVisible(session, userIds);
      if (turn === session.turns.watched) watchPeople(session, new Set(visible.map((row) => row.userId)));
      return { presences: visible.map((row) => presence.present(row)) };
    }),
    'conversation:watch': returning(async (session, { conversationIds }) => {
      const turn = ++session.turns.open;
      const mine = await listMine(session, conversationIds);
      const open = new Set(mine.map(({ id }) => id));
      if (turn === session.turns.open) openConversations(session, open);
      return { conversationIds: [...open] };
    }),
    sync: returning(({ userId }, request) => sync.read(userId, request)),
    'auth:refresh': returning(async (session, { token }) => {
      const fresh = await identity.checkToken(token);
      if (fresh.userId !== session.userId) throw DomainError.unauthenticated('This token is of somebody else.');
      await identity.personOf(fresh);
      session.expiresAt = fresh.expiresAt;
      watchExpiry(session, platform.clock);
      return { expiresAt: new Date(fresh.expiresAt).toISOString() };
    }),
  };
}

function watchPeople(session: Session, userIds: ReadonlySet<UserId>): void {
  moveBetweenRooms(session, { from: session.watched, to: userIds, room: presenceRoom });
  session.watched = userIds;
  session.walled.clear();
}

function openConversations(session: Session, ids: ReadonlySet<ConversationId>): void {
  moveBetweenRooms(session, { from: session.open, to: ids, room: conversationRoom });
  session.open = ids;
}

/** The set given replaces the last one. A connection that ended meanwhile must not come back into a room. */
function moveBetweenRooms(
  { socket }: Session,
  { from, to, room }: { from: ReadonlySet<string>; to: ReadonlySet<string>; room: (id: string) => string },
): void {
  if (!socket.connected) return;
  for (const id of from) if (!to.has(id)) void socket.leave(room(id));
  void socket.join([...to].map(room));
}
