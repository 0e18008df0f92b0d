import type { ConversationId } from '@natter/protocol';
import { type ReactNode, useCallback, useState } from 'react';
import { Later } from '../base/later.tsx';
import { useText } from '../base/ui-context.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Menu, type MenuAction } from '../parts/menu.tsx';
import { enLife } from './en-life.ts';
import { LifeIcon } from './life-icon.tsx';

const loadPollDialog = async () => (await import('./dialogs.ts')).PollDialog;

interface AddingOptions {
  readonly conversationId: ConversationId | undefined;
  /** Of a poll's question, in code points. */
  readonly maxLength: number;
  /** A poll may be sent from here. */
  readonly canPoll: boolean;
}

interface Adding {
  /** Opens the menu beside what asked for it, with what else it offers. */
  readonly open: (opener: HTMLElement, more: readonly MenuAction[]) => void;
  readonly menu: ReactNode;
}

/** The menu of the message box: a poll where one may be sent, and whatever else is given. */
export function useAdding({ conversationId, maxLength, canPoll }: AddingOptions): Adding {
  const text = useText();
  const t = useMoreTexts(enLife);
  const [asked, setAsked] = useState<{ readonly anchor: DOMRect; readonly more: readonly MenuAction[] } | null>(null);
  const [isPoll, setIsPoll] = useState(false);
  const closeMenu = useCallback(() => setAsked(null), []);
  const closePoll = useCallback(() => setIsPoll(false), []);
  const poll: MenuAction = {
    id: 'poll',
    label: t('poll.action'),
    icon: <LifeIcon name="poll" />,
    run: () => setIsPoll(true),
  };
  const menu = (
    <>
      {asked !== null && (
        <Menu
          label={text('composer.add')}
          actions={canPoll ? [poll, ...asked.more] : asked.more}
          anchor={asked.anchor}
          onClose={closeMenu}
        />
      )}
      {isPoll && conversationId !== undefined && (
        <Later load={loadPollDialog} props={{ conversationId, maxLength, onClose: closePoll }} />
      )}
    </>
  );
  const open = (opener: HTMLElement, more: readonly MenuAction[]) =>
    setAsked({ anchor: opener.getBoundingClientRect(), more });
  return { open, menu };
}
