import type { NatterClient } from '@natter/client';
import type { Message, Reactions } from '@natter/protocol';

const asked = new WeakMap<Message, Promise<Reactions>>();
/** As many names as fit into a line that appears under the pointer. */
const MOST = 8;

interface Words {
  readonly you: string;
  readonly unknown: string;
  readonly locale: string;
}

/** Who reacted with this emoji, as one line. A message is asked for once; a changed one is another. */
export async function reactionNames(
  client: NatterClient,
  message: Message,
  emoji: string,
  words: Words,
): Promise<string> {
  const known = asked.get(message) ?? client.messages.reactions(message.conversationId, message.id);
  asked.set(message, known);
  // What failed is asked for again by the next pointer.
  known.catch(() => asked.delete(message));
  const { items, people } = await known;
  const names = items
    .filter((each) => each.emoji === emoji)
    .map(({ userId }) =>
      userId === client.userId
        ? words.you
        : (people.find((each) => each.userId === userId)?.displayName ?? words.unknown),
    );
  const more = names.length > MOST ? [`+${names.length - MOST}`] : [];
  return new Intl.ListFormat(words.locale).format([...names.slice(0, MOST), ...more]);
}
