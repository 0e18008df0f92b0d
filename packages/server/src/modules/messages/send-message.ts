import type { ConversationId, Message, ParsedSend, SendAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { passFailpoint } from '../../platform/failpoints.ts';
import type { SendInput, SendVerdict } from '../../ports/database.ts';
import type { ConnectionId } from '../../ports/publisher.ts';
import { checkMentioned } from './check-mentioned.ts';
import { checkSend } from './check-send.ts';
import type { Committer } from './committer.ts';
import { presentMessage, presentSent } from './present-message.ts';
import { toRefusal } from './refusals.ts';
import { type TellingDeps, tellSent } from './tell.ts';

export interface SendCommand extends ParsedSend {
  readonly conversationId: ConversationId;
}

/** Where the answer to a send goes: one of the two, once. */
export interface SendReply {
  /** The connection that the answer goes to, which then needs no event; absent for REST. */
  readonly connection?: ConnectionId;
  answer(answer: SendAnswer): void;
  fail(error: unknown): void;
}

export interface SendingDeps extends TellingDeps {
  readonly platform: Platform;
  readonly committer: Committer;
}

/** Sends that wait for a look at the members, by sender and conversation: what comes after waits too. */
type Preparing = Map<string, Promise<void>>;

/** Sends that may wait for that look; beyond it they are refused, as by the committer. */
const MAX_PREPARING = 2_000;
const OVERLOADED_RETRY_SECONDS = 2;

/**
 * Sends a message: check, commit in a batch, answer the sender, tell the others (SEND-1). Answers when it is committed.
 * Sends of one person to one conversation keep the order of the calls (SEND-5): without mentions a send is in the
 * committer's hands before this returns, and one that must look at the members first holds back those behind it.
 */
export function createSend(deps: SendingDeps): (senderId: UserId, command: SendCommand, reply: SendReply) => void {
  const { ids, config, clock } = deps.platform;
  const preparing: Preparing = new Map();
  let waiting = 0;
  return (senderId, command, reply) => {
    const arrivedAt = clock.now();
    const send = toSendInput(senderId, command, { id: ids.next(), maxLength: config.maxMessageLength });
    const lane = `${senderId} ${send.conversationId}`;
    const ahead = preparing.get(lane);
    if (ahead === undefined && send.mentions.length === 0) return commit(deps, { send, arrivedAt, reply });
    if (waiting >= MAX_PREPARING) {
      deps.platform.meter.countSend('overloaded');
      return reply.fail(DomainError.overloaded(OVERLOADED_RETRY_SECONDS));
    }
    waiting++;
    const turn = (ahead ?? Promise.resolve())
      .then(() => checkMentioned(deps.platform, send))
      .then(
        () => commit(deps, { send, arrivedAt, reply }),
        (error: unknown) => reply.fail(error),
      )
      .finally(() => {
        waiting--;
        if (preparing.get(lane) === turn) preparing.delete(lane);
      });
    preparing.set(lane, turn);
  };
}

function toSendInput(
  senderId: UserId,
  command: SendCommand,
  { id, maxLength }: { id: SendInput['id']; maxLength: number },
): SendInput {
  const { content, mentions, metadata } = checkSend(command, maxLength);
  const { conversationId, clientId, type, replyToId } = command;
  return { conversationId, senderId, clientId, id, type, content, mentions, replyToId: replyToId ?? null, metadata };
}

interface Sending {
  readonly send: SendInput;
  /** Epoch milliseconds. */
  readonly arrivedAt: number;
  readonly reply: SendReply;
}

function commit(deps: SendingDeps, { send, arrivedAt, reply }: Sending): void {
  const { platform, committer } = deps;
  const { meter, clock, tracing } = platform;
  const trace = (verdict: string) => tracing?.send(send.id, { startMs: arrivedAt, endMs: clock.now(), verdict });
  committer.add({
    send,
    arrivedAt,
    settle: (verdict, recipients) => {
      if (verdict.verdict !== 'sent') {
        trace(verdict.verdict);
        return settleOther(platform, { send, verdict, reply });
      }
      meter.countSend('sent');
      const message = presentSent(send, verdict);
      answerSender(platform, reply, message);
      const answeredAt = clock.now();
      meter.observeAck(answeredAt - arrivedAt);
      tellSent(deps, message, { recipients, except: reply.connection });
      meter.observeDelivery(clock.now() - arrivedAt);
      tracing?.step(send.id, { name: 'publish', startMs: answeredAt, endMs: clock.now() });
      trace('sent');
    },
    fail: (error) => {
      const verdict = error instanceof DomainError && error.code === 'overloaded' ? 'overloaded' : 'failed';
      meter.countSend(verdict);
      trace(verdict);
      reply.fail(error);
    },
  });
}

/** It is committed: an answer that cannot be given must not look like a failed statement. The sender asks again. */
function answerSender({ log }: Platform, reply: SendReply, message: Message): void {
  passFailpoint('before_ack');
  try {
    reply.answer({ message, duplicate: false });
  } catch (error) {
    log.error('answer_failed', { error });
  }
}

interface Unsent {
  readonly send: SendInput;
  readonly verdict: Exclude<SendVerdict, { verdict: 'sent' }>;
  readonly reply: SendReply;
}

function settleOther({ database, meter, edition }: Platform, { send, verdict, reply }: Unsent): void {
  if (verdict.verdict !== 'duplicate') {
    meter.countSend('refused');
    meter.countRefusal(verdict.verdict);
    reply.fail(toRefusal(verdict.verdict, edition));
    return;
  }
  meter.countSend('duplicate');
  // SEND-6: a repeat answers the message as it now is.
  database.readMessageByKey(send.senderId, send.clientId).then(
    (row) =>
      row ? reply.answer({ message: presentMessage(row), duplicate: true }) : reply.fail(DomainError.notFound()),
    (error: unknown) => reply.fail(error),
  );
}
