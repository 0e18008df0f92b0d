import type { Conversation } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useEffect, useRef } from 'react';
import { Later } from '../base/later.tsx';
import { peerOf } from '../base/names.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Menu } from '../parts/menu.tsx';
import { enInbox } from './en-inbox.ts';
import { useMenuItems } from './menu-items.ts';
import { MUTE_TIMES, type MuteTime } from './mute-times.ts';
import type { ToolRequest } from './tool-request.ts';
import { useConversationActions } from './use-conversation-actions.ts';

const loadBlockDialog = async () => (await import('../safety/dialogs.ts')).BlockDialog;
const loadConversationDetails = async () => (await import('../safety/dialogs.ts')).ConversationDetails;
const LENGTHS: readonly MuteTime[] = ['hour', 'eightHours', 'week', 'always'];

interface ConversationToolsProps {
  readonly request: ToolRequest;
  readonly ask: (request: ToolRequest) => void;
  readonly onGone?: ((conversation: Conversation) => void) | undefined;
  readonly onClose: () => void;
}

type Tool = Pick<ToolRequest, 'conversation' | 'anchor' | 'more'> & {
  readonly actions: ReturnType<typeof useConversationActions>;
  readonly onClose: () => void;
};

function OptionsMenu({
  conversation,
  anchor,
  more = [],
  actions,
  onClose,
  ask,
}: Tool & Pick<ConversationToolsProps, 'ask'>) {
  const t = useMoreTexts(enInbox);
  const items = useMenuItems(conversation, actions.isQuiet(conversation), (what) =>
    ask({ what, conversation, anchor }),
  );
  return <Menu label={t('conversation.menu')} actions={[...more, ...items]} anchor={anchor} onClose={onClose} />;
}

function MuteMenu({ conversation, anchor, actions, onClose }: Tool) {
  const t = useMoreTexts(enInbox);
  const items = LENGTHS.map((time) => ({
    id: time,
    label: t(`conversation.mute.${time}`),
    icon: MUTE_TIMES[time] === null ? ('mute' as const) : ('clock' as const),
    run: () => actions.mute(conversation, time),
  }));
  return <Menu label={t('conversation.mute.title')} actions={items} anchor={anchor} onClose={onClose} />;
}

/** The menu of a conversation, the choice of how long to mute it, its dialogs, and what a key or a swipe asks for at once. */
export function ConversationTools({ request, ask, onGone, onClose }: ConversationToolsProps) {
  const { what, conversation, anchor, more } = request;
  const me = useNatterClient().userId;
  const actions = useConversationActions(onGone);
  const { isQuiet } = actions;
  const now = what === 'mute' && isQuiet(conversation) ? 'unmute' : what;
  const isAtOnce = now !== 'menu' && now !== 'mute' && now !== 'details' && now !== 'block';
  const isDone = useRef(false);
  useEffect(() => {
    if (!isAtOnce || isDone.current) return;
    isDone.current = true;
    actions.run(now, conversation);
    onClose();
  });
  if (isAtOnce) return null;
  const tool: Tool = { conversation, anchor, more, actions, onClose };
  if (now === 'menu') return <OptionsMenu {...tool} ask={ask} />;
  if (now === 'mute') return <MuteMenu {...tool} />;
  const peer = peerOf(conversation, me);
  if (now === 'block') return peer === null ? null : <Later load={loadBlockDialog} props={{ person: peer, onClose }} />;
  const onBlock = () => ask({ what: 'block', conversation, anchor });
  return <Later load={loadConversationDetails} props={{ conversation, me, onClose, onBlock }} />;
}
