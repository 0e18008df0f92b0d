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
  /** What else the menu offers. */
  readonly more: readonly MenuAction[];
}

interface Adding {
  /** Opens the menu beside what asked for it. */
  readonly open: (anchor: DOMRect) => void;
  readonly menu: ReactNode;
}

/** What the message box can add beside words: a poll, and whatever else is given. */
export function useAdding({ conversationId, maxLength, more }: AddingOptions): Adding {
  const text = useText();
  const t = useMoreTexts(enLife);
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const [isPoll, setIsPoll] = useState(false);
  const closeMenu = useCallback(() => setAnchor(null), []);
  const closePoll = useCallback(() => setIsPoll(false), []);
  const poll: MenuAction = {
    id: 'poll',
    label: t('poll.action'),
    icon: <LifeIcon name="poll" />,
    run: () => setIsPoll(true),
  };
  const menu = (
    <>
      {anchor !== null && (
        <Menu label={text('composer.add')} actions={[poll, ...more]} anchor={anchor} onClose={closeMenu} />
      )}
      {isPoll && conversationId !== undefined && (
        <Later load={loadPollDialog} props={{ conversationId, maxLength, onClose: closePoll }} />
      )}
    </>
  );
  return { open: setAnchor, menu };
}
