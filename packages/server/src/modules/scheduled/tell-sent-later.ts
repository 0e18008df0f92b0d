import type { Platform } from '../../platform/context.ts';
import type { WaitingSent } from '../../ports/timing-database.ts';
import { presentForAll, tellMade } from '../messages/index.ts';

/** Its author may be writing something else at this moment: what they type is not over. */
const onSent = () => undefined;

/** After the commit: the members are told of the message, and its author's devices that it waits no longer, or why it was not sent. */
export function tellSentLater(
  platform: Pick<Platform, 'publisher' | 'log' | 'clock' | 'tracing'>,
  { authorId, conversationId, message, recipients }: WaitingSent,
): void {
  const { publisher, log } = platform;
  if (message !== null) tellMade({ platform, onSent }, presentForAll(message), recipients);
  try {
    publisher.toPeople([authorId], 'conversation:state', { conversationId });
  } catch (error) {
    log.error('publish_failed', { event: 'conversation:state', error });
  }
}
