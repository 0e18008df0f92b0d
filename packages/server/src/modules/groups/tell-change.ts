import type { Platform } from '../../platform/context.ts';
import type { GroupOutcome } from '../../ports/group-database.ts';
import { presentForAll, tell } from '../messages/index.ts';

type Changed = Extract<GroupOutcome<never>, { outcome: 'changed' }>;

/**
 * Tells the members of what happened to their group: a line each, encoded once for all of them, and that they should look at the
 * group itself. Who is new hears that there is one.
 */
export function tellChange(
  platform: Pick<Platform, 'publisher' | 'log'>,
  { lines, recipients, added }: Omit<Changed, 'outcome'>,
): void {
  const newcomers = new Set(added);
  const others = recipients.filter((userId) => !newcomers.has(userId));
  for (const line of lines) {
    const { conversationId, changeSeq } = line;
    tell(platform, added, 'conversation:new', { conversationId, changeSeq });
    tell(platform, others, 'message:new', { message: presentForAll(line) });
    tell(platform, others, 'conversation:updated', { conversationId, changeSeq });
  }
}
