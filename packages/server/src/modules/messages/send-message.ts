import type { ConversationId, Message, ParsedSend, SendAnswer, UserId } from '@natter/protocol';
import type { EditionPolicy } from '../../editions/index.ts';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Refusal, SendInput, SendVerdict } from '../../ports/database.ts';
import { checkSend } from './check-send.ts';
import type { Committer } from './committer.ts';
import { presentMessage, presentSent } from './present-message.ts';
import { invalidContent, SUSPENDED } from './refusals.ts';

export interface SendCommand extends ParsedSend {
  readonly conversationId: ConversationId;
}

/** Where the answer to a send goes: one of the two, once. */
export interface SendReply {
  answer(answer: SendAnswer): void;
  fail(error: unknown): void;
}

export interface SendingDeps {
  readonly platform: Platform;
  readonly committer: Committer;
  /** Told of each new message before its events go out. */
  readonly onSent: (message: Message) => void;
}

/** Sends that wait for a look at the members, by sender and conversation: what comes after waits too. */
type Preparing = Map<string, Promise<void>>;

/**
 * Sends a message: check, commit in a batch, answer the sender, tell the others (SEND-1). Answers when it is committed.
 * Sends of one person to one conversation keep the order of the calls (SEND-5): without mentions a send is in the
 * committer's hands before this returns, and one that must look at the members first holds back those behind it.
 */
export function createSend(deps: SendingDeps): (senderId: UserId, command: SendCommand, reply: SendReply) => void {
  const { ids, config } = deps.platform;
  const preparing: Preparing = new Map();
  return (senderId, command, reply) => {
    const send = toSendInput(senderId, command, { id: ids.next(), maxLength: config.maxMessageLength });
    const lane = `${senderId} ${send.conversationId}`;
    const ahead = preparing.get(lane);
    if (ahead === undefined && send.mentions.length === 0) return commit(deps, send, reply);
    const turn = (ahead ?? Promise.resolve())
      .then(() => checkMentioned(deps.platform, send))
      .then(
        () => commit(deps, send, reply),
        (error: unknown) => reply.fail(error),
      )
      .finally(() => {
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

/** SEND-3: only members can be mentioned. */
async function checkMentioned({ database }: Platform, send: SendInput): Promise<void> {
  if (send.mentions.length === 0) return;
  const [membership] = await database.readMemberships(send.senderId, [send.conversationId]);
  if (!membership) throw DomainError.notFound();
  const members = new Set(membership.memberIds);
  const stranger = send.mentions.findIndex(({ userId }) => !members.has(userId));
  if (stranger >= 0) throw DomainError.invalid(`mentions.${stranger}.userId`, 'is not in this conversation');
}

function commit(deps: SendingDeps, send: SendInput, reply: SendReply): void {
  const { platform, committer } = deps;
  const { meter, clock } = platform;
  const arrivedAt = clock.now();
  committer.add({
    send,
    settle: (verdict, recipients) => {
      if (verdict.verdict !== 'sent') return settleOther(platform, { send, verdict, reply });
      meter.countSend('sent');
      const message = presentSent(send, verdict);
      answerSender(platform, reply, message);
      meter.observeAck(clock.now() - arrivedAt);
      tellOthers(deps, message, recipients);
    },
    fail: (error) => {
      meter.countSend(error instanceof DomainError && error.code === 'overloaded' ? 'overloaded' : 'failed');
      reply.fail(error);
    },
  });
}

/** It is committed: an answer that cannot be given must not look like a failed statement. The sender asks again. */
function answerSender({ log }: Platform, reply: SendReply, message: Message): void {
  try {
    reply.answer({ message, duplicate: false });
  } catch (error) {
    log.error('answer_failed', { error });
  }
}

/** Events are hints: one that cannot go out costs time, and must not touch the sends beside it. */
function tellOthers({ platform, onSent }: SendingDeps, message: Message, recipients: readonly UserId[]): void {
  const { publisher, log } = platform;
  try {
    onSent(message);
    if (message.seq === 1) {
      const { conversationId, changeSeq } = message;
      const others = recipients.filter((userId) => userId !== message.senderId);
      publisher.toPeople(others, 'conversation:new', { conversationId, changeSeq });
    }
    publisher.toPeople(recipients, 'message:new', { message });
  } catch (error) {
    log.error('publish_failed', { event: 'message:new', error });
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

function toRefusal(verdict: Refusal, { sendingNeeds }: EditionPolicy): DomainError {
  switch (verdict) {
    case 'conflict':
      return new DomainError('conflict', { detail: 'Another message was sent under this key.' });
    case 'not_found':
      return DomainError.notFound();
    case 'suspended':
      return new DomainError('forbidden', { detail: SUSPENDED });
    case 'not_entitled':
      return new DomainError('tier_required', { detail: sendingNeeds });
    case 'blocked':
      return new DomainError('forbidden', { detail: 'You have blocked this person. Unblock them to write.' });
    case 'unreachable':
      return new DomainError('not_allowed', { detail: 'This person can no longer be reached here.' });
    case 'too_long':
      return invalidContent('is too long');
    case 'word_refused':
      return invalidContent('contains a word that is not wanted here');
    case 'not_possible':
      return DomainError.invalid('type', 'cannot be sent here');
    case 'reply_not_found':
      return DomainError.invalid('replyToId', 'is not in this conversation');
  }
}
