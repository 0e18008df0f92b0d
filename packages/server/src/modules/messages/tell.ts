import type { EventName, EventPayload, Message, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { MessageRow } from '../../ports/database.ts';
import type { ConnectionId } from '../../ports/publisher.ts';
import { presentForAll } from './present-message.ts';

export interface TellingDeps {
  readonly platform: Pick<Platform, 'publisher' | 'log'>;
  /** Told of each new message before its events go out. */
  readonly onSent: (message: Message) => void;
}

/**
 * Tells `recipients` of a message that was just committed; the first one of a conversation announces it to the others (SEND-10).
 * The connection `except` sent it and has it as its answer, of the same content: it is spared a frame of every three.
 * Events are hints: one that cannot go out costs time, and must not touch the sends beside it.
 */
export function tellSent(
  { platform, onSent }: TellingDeps,
  message: Message,
  { recipients, except }: { recipients: readonly UserId[]; except?: ConnectionId | undefined },
): void {
  const { publisher, log } = platform;
  try {
    onSent(message);
    if (message.seq === 1) {
      const { conversationId, changeSeq } = message;
      const others = recipients.filter((userId) => userId !== message.senderId);
      publisher.toPeople(others, 'conversation:new', { conversationId, changeSeq });
    }
    publisher.toPeople(recipients, 'message:new', { message }, except);
  } catch (error) {
    log.error('publish_failed', { event: 'message:new', error });
  }
}

/** The same for a message that did not come by the committer, as a copy or at its time: its recorded way begins here. */
export function tellMade(
  { platform, onSent }: TellingDeps & { readonly platform: Pick<Platform, 'publisher' | 'log' | 'clock' | 'tracing'> },
  message: Message,
  recipients: readonly UserId[],
): void {
  const startMs = platform.clock.now();
  tellSent({ platform, onSent }, message, { recipients });
  platform.tracing?.send(message.id, { startMs, endMs: platform.clock.now(), verdict: 'sent' });
}

/** A message that somebody changed: as all see it (null: only they see the change), as they see it, and whom to tell. */
export interface ChangedMessage {
  readonly userId: UserId;
  readonly forAll: MessageRow | null;
  readonly own: MessageRow;
  readonly recipients: readonly UserId[];
}

/**
 * Tells of a changed message. Where nobody else sees the change, only the devices of who made it hear of it (BLOCK-1), in the form in
 * which they would if everybody did. Of two people each is told what they see themselves, in that same form: what one of them did to
 * the message while the other blocked them counts for them alone, for ever, and a count without it would tell them that they were.
 */
export async function tellUpdated(
  platform: Pick<Platform, 'database' | 'publisher' | 'log'>,
  { userId, forAll, own, recipients }: ChangedMessage,
): Promise<void> {
  const others = recipients.filter((id) => id !== userId);
  const [otherId] = others;
  if (forAll === null || otherId === undefined || others.length > 1) {
    const message = presentForAll(forAll ?? own);
    return tell(platform, forAll === null ? [userId] : recipients, 'message:updated', { message });
  }
  tell(platform, [userId], 'message:updated', { message: presentForAll(own) });
  const theirs = await readAs(platform, otherId, own);
  if (theirs !== null) tell(platform, [otherId], 'message:updated', { message: presentForAll(theirs) });
}

/** The message as somebody else sees it; null: they do not, or it cannot be read now, and they find it with their next fetch. */
async function readAs(
  { database, log }: Pick<Platform, 'database' | 'log'>,
  userId: UserId,
  { id: messageId, conversationId }: MessageRow,
): Promise<MessageRow | null> {
  try {
    return await database.readMessage({ userId, conversationId, messageId });
  } catch (error) {
    log.error('publish_failed', { event: 'message:updated', error });
    return null;
  }
}

/** Tells these people something that was committed. An event is a hint: one that cannot go out fails nothing. */
export function tell<N extends EventName>(
  { publisher, log }: Pick<Platform, 'publisher' | 'log'>,
  recipients: readonly UserId[],
  event: N,
  payload: EventPayload<N>,
): void {
  try {
    publisher.toPeople(recipients, event, payload);
  } catch (error) {
    log.error('publish_failed', { event, error });
  }
}
