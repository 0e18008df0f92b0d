import { PollInfo } from '@natter/protocol';
import type { ThreadMessage } from '../base/slot-props.ts';

/** What a poll offers and how it stands; null where a message is none, or is of a kind this version does not know. */
export function pollOf({ kind, message }: ThreadMessage): PollInfo | null {
  if (kind === 'sent') return PollInfo.safeParse(message.metadata?.['poll']).data ?? null;
  if (message.poll === undefined) return null;
  const { options, multiple = false, anonymous = false } = message.poll;
  const fresh = options.map((text, at) => ({ id: at + 1, text, votes: 0 }));
  return { options: fresh, multiple, anonymous, voters: 0, closedAt: null };
}
