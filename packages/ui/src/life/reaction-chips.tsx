import type { Message } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import type { PointerEvent } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';

interface ReactionChipsProps {
  readonly message: Message;
  /** I may not act here: a chip tells who reacted instead of counting me in or out. */
  readonly isReadOnly: boolean;
  /** Shows who reacted. */
  readonly onWho: () => void;
}

/** The reactions on a message and how many each has. A press adds or takes back one's own; a long one or the right button tells whose they are. */
export function ReactionChips({ message, isReadOnly, onWho }: ReactionChipsProps) {
  const client = useNatterClient();
  const { t, tell, locale } = useUi();
  /** Says who it was to a mouse that rests; the dialog says it to everybody. */
  const showNames = async ({ pointerType, currentTarget: chip }: PointerEvent<HTMLElement>, emoji: string) => {
    if (pointerType !== 'mouse') return;
    const { reactionNames } = await import('./reaction-names.ts');
    const words = { you: t('app.you'), unknown: t('app.unknownPerson'), locale };
    chip.title = await reactionNames(client, message, emoji, words);
  };
  return (
    <div className="ntr-reactions">
      {message.reactions.map(({ emoji, count, mine }) => (
        <button
          key={emoji}
          type="button"
          className="ntr-reactions__chip"
          // The keyboard's way is the menu of the message: a thread is one stop of the Tab key.
          tabIndex={-1}
          aria-pressed={mine === true}
          aria-label={t('reaction.label', { emoji, count })}
          onClick={() => {
            if (isReadOnly) return onWho();
            client.messages.react(message.conversationId, message.id, emoji, mine !== true).catch((cause: unknown) => {
              tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), t) }));
            });
          }}
          // A convenience: without a network nothing appears.
          onPointerEnter={(event) => void showNames(event, emoji).catch(() => undefined)}
          onContextMenu={(event) => {
            event.preventDefault();
            event.stopPropagation();
            onWho();
          }}
        >
          <span className="ntr-reactions__emoji">{emoji}</span>
          <span className="ntr-reactions__count">{count}</span>
        </button>
      ))}
    </div>
  );
}
