import type { Message } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { noteEmoji } from '../emoji/recent-emoji.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { enLife } from './en-life.ts';

export const isMine = ({ reactions }: Message, emoji: string) =>
  reactions.some((each) => each.emoji === emoji && each.mine === true);

/** Adds one's own reaction, or takes it back where it is there, and says so to a screen reader. */
export function useReact(): (message: Message, emoji: string) => void {
  const client = useNatterClient();
  const { announce, tell, platform } = useUi();
  const t = useMoreTexts(enLife);
  return (message, emoji) => {
    const isAdded = !isMine(message, emoji);
    if (isAdded) noteEmoji(platform, emoji);
    client.messages.react(message.conversationId, message.id, emoji, isAdded).then(
      () => announce(t(isAdded ? 'react.added' : 'react.removed', { emoji })),
      (cause: unknown) => tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), t) })),
    );
  };
}
