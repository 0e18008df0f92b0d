import {
  type ClientId,
  type ConversationId,
  type ForwardAnswer,
  LIMITS,
  type Message,
  type UserId,
} from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import { LateKeyConflict } from '../../ports/database.ts';
import type { CopyInput, CopyVerdict, OfMessage } from '../../ports/life-database.ts';
import { presentForAll, presentMessage, tellMade, toRefusal } from '../messages/index.ts';
import { copyKey } from './copy-key.ts';
import type { LifeDeps, MessageRef } from './life-deps.ts';
import { toActRefusal } from './refusals.ts';

export interface ForwardCommand extends MessageRef {
  /** Each once. */
  readonly conversationIds: readonly ConversationId[];
  readonly clientId: ClientId;
}

/** Each try finds what others committed; two that share a key are at most two. */
const TRIES = 3;

/**
 * Hands a message on (FORWARD-1 … FORWARD-4): copies that are sends like any other, in one transaction. Answers the copies in the order
 * of the conversations named, also those that an earlier call made, and why the others were not sent. Errors: as `Life.forward` says.
 */
export async function forwardMessage(deps: LifeDeps, userId: UserId, command: ForwardCommand): Promise<ForwardAnswer> {
  const { platform } = deps;
  requireFeature(platform, 'forwarding');
  const { conversationId, messageId, conversationIds } = command;
  takeSends(deps, userId, conversationIds.length - 1);
  const { copies, verdicts } = await send(deps, { userId, conversationId, messageId }, command);
  const answer: ForwardAnswer = { messages: [], refused: [] };
  for (const [index, copy] of copies.entries()) {
    const verdict = verdicts[index];
    if (verdict === undefined) throw new Error('forward_message left a copy without a verdict');
    const message = await settle(deps, { userId, copy, verdict });
    if (message instanceof DomainError) {
      const { code, message: detail } = message;
      answer.refused.push({ conversationId: copy.conversationId, code, detail });
    } else answer.messages.push(message);
  }
  return answer;
}

/** A copy is a send; the first one was counted when the call came in (LIM-1). Errors: `rate_limited`. */
function takeSends({ limits }: LifeDeps, userId: UserId, count: number): void {
  for (let taken = 0; taken < count; taken += 1) {
    const retryAfter = limits.take('send', userId);
    if (retryAfter > 0) throw DomainError.rateLimited(retryAfter);
  }
}

interface Forwarded {
  readonly copies: readonly CopyInput[];
  readonly verdicts: readonly CopyVerdict[];
}

async function send({ platform }: LifeDeps, of: OfMessage, command: ForwardCommand): Promise<Forwarded> {
  const { database, ids } = platform;
  for (let attempt = 1; ; attempt += 1) {
    const copies = command.conversationIds.map((conversationId) => ({
      conversationId,
      clientId: copyKey(command.clientId, conversationId),
      id: ids.next(),
    }));
    try {
      const forwarded = await database.forwardMessage(of, copies);
      switch (forwarded.outcome) {
        case 'done':
          return { copies, verdicts: forwarded.verdicts };
        case 'limit':
          throw tooOften(forwarded.remaining);
        case 'not_text':
          throw new DomainError('invalid', { detail: 'Only texts can be forwarded.' });
        case 'disappearing':
          throw new DomainError('forbidden', {
            detail: 'This message is to disappear, so it stays in this conversation.',
          });
        default:
          throw toActRefusal(forwarded.outcome, platform);
      }
    } catch (error) {
      if (!(error instanceof LateKeyConflict) || attempt === TRIES) throw error;
    }
  }
}

function tooOften(remaining: number): DomainError {
  const rule = `A message can be forwarded ${LIMITS.forwards} times.`;
  if (remaining === 0) return new DomainError('conflict', { detail: `${rule} You have done so with this one.` });
  return new DomainError('conflict', {
    detail: `${rule} For this one ${remaining} ${remaining === 1 ? 'is' : 'are'} left.`,
  });
}

/** The copy, once all whom it concerns are told; or why there is none. */
async function settle(
  deps: LifeDeps,
  { userId, copy, verdict }: { userId: UserId; copy: CopyInput; verdict: CopyVerdict },
): Promise<Message | DomainError> {
  const { database, meter, edition } = deps.platform;
  if (verdict.verdict === 'sent') {
    meter.countSend('sent');
    const message = presentForAll(verdict.message);
    tellMade(deps, message, verdict.recipients);
    return message;
  }
  if (verdict.verdict === 'duplicate') {
    meter.countSend('duplicate');
    const row = await database.readMessageByKey(userId, copy.clientId);
    return row === null ? DomainError.notFound() : presentMessage(row);
  }
  meter.countSend('refused');
  meter.countRefusal(verdict.verdict);
  return toRefusal(verdict.verdict, edition);
}
