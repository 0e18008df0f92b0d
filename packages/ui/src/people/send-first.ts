import type { NatterClient } from '@natter/client';
import type { Conversation } from '@natter/protocol';
import type { UiPlatform } from '../base/platform.web.ts';
import type { SendExtras } from '../base/slot-props.ts';

/** Without an answer for so long the conversation is opened, where what becomes of the message is shown (ms). */
const PATIENCE_MS = 3_000;

interface First extends SendExtras {
  readonly content: string;
}

/**
 * Sends the first message of a conversation that was made for it. What the server refuses leaves nothing behind: neither an empty
 * conversation in the inbox, nor the message, whose text its caller still has. Rejects with that refusal.
 */
export async function sendFirst(
  { client, platform }: { readonly client: NatterClient; readonly platform: Pick<UiPlatform, 'after'> },
  { id, lastSeq }: Conversation,
  first: First,
): Promise<void> {
  const { clientId, committed } = await client.sendMessage(id, first);
  let cancel: () => void = () => undefined;
  const patience = new Promise<null>((resolve) => {
    cancel = platform.after(PATIENCE_MS, () => resolve(null));
  });
  const refusal = await Promise.race([
    committed.then(
      () => null,
      (error: unknown) => ({ error }),
    ),
    patience,
  ]);
  cancel();
  if (refusal === null || lastSeq > 0) return;
  try {
    await client.conversations.remove(id);
  } catch {
    // Then it is shown in the conversation itself, and told by a notice.
    return;
  }
  await client.messages.discard(clientId);
  throw refusal.error;
}
