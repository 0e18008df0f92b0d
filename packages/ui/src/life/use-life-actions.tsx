import type { Conversation, Message } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type ReactNode, useCallback, useState } from 'react';
import { Later } from '../base/later.tsx';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import type { ThreadMessage } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useStanding } from '../base/use-standing.ts';
import { isEditable } from '../composer/own-messages.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import type { MenuAction } from '../parts/menu.tsx';
import { enLife } from './en-life.ts';
import { LifeIcon } from './life-icon.tsx';
import { ReactionBar } from './reaction-bar.tsx';
import { minutesToEdit } from './time-left.ts';
import { useReact } from './use-react.ts';

const loadWho = async () => (await import('./dialogs.ts')).WhoReacted;
const loadHistory = async () => (await import('./dialogs.ts')).EditHistory;
const loadForward = async () => (await import('./dialogs.ts')).ForwardDialog;
const loadPicker = async () => (await import('./reaction-picker.tsx')).ReactionPicker;

/** What is asked about a message: a dialog, or any emoji to react with. */
export type LifeQuestion = 'who' | 'history' | 'forward' | 'picker';

interface Asked {
  readonly what: LifeQuestion;
  readonly message: Message;
}

interface LifeActionsOptions {
  readonly conversation: Conversation;
  readonly starred: ReadonlySet<number>;
  /** Where the menu stands. */
  readonly anchor: DOMRect;
  /** Puts an own message into the message box to be changed; null: nothing can be sent here. */
  readonly edit: ((entry: ThreadMessage) => void) | null;
}

interface LifeActions {
  /** The quick row, where one may react; null: one may not. `onDone`: the menu is no longer needed. */
  readonly barOf: (entry: ThreadMessage, onDone: () => void) => ReactNode;
  readonly editOf: (entry: ThreadMessage) => MenuAction[];
  /** Forward and star. */
  readonly keepingOf: (message: Message) => MenuAction[];
  /** Who reacted, and earlier versions: where there are any. */
  readonly pastOf: (message: Message) => MenuAction[];
  readonly dialog: ReactNode;
}

/**
 * What the menu of a message offers of its life after it was sent, as far as it is switched on and would not be refused. `who`: it
 * begins with who reacted to this one.
 */
export function useLifeActions(options: LifeActionsOptions, who: Message | null): LifeActions {
  const { conversation, starred, anchor, edit } = options;
  const client = useNatterClient();
  const { tell } = useUi();
  const t = useMoreTexts(enLife);
  const react = useReact();
  const features = useStanding().config?.features;
  const [asked, setAsked] = useState<Asked | null>(() => who && { what: 'who', message: who });
  const close = useCallback(() => setAsked(null), []);
  const ask = (what: LifeQuestion, message: Message) => setAsked({ what, message });
  const mayAct = conversation.can.send;
  const isThere = ({ deletedAt, type }: Message) => deletedAt === null && type !== 'system';
  const mayReact = (message: Message) => features?.reactions === true && mayAct && isThere(message);

  const barOf = (entry: ThreadMessage, onDone: () => void) => {
    if (entry.kind !== 'sent' || !mayReact(entry.message)) return null;
    const { message } = entry;
    const pick = (emoji: string) => {
      onDone();
      react(message, emoji);
    };
    const more = () => {
      ask('picker', message);
      onDone();
    };
    return <ReactionBar message={message} onPick={pick} onMore={more} />;
  };
  const editOf = (entry: ThreadMessage): MenuAction[] => {
    if (features?.editing !== true || !mayAct || edit === null) return [];
    if (!isEditable(entry, client.userId, client.serverNow())) return [];
    const left = entry.kind === 'sent' ? minutesToEdit(entry.message, client.serverNow()) : null;
    const action: MenuAction = {
      id: 'edit',
      label: t('edit.action'),
      icon: <LifeIcon name="pencil" />,
      run: () => edit(entry),
    };
    return [left === null ? action : { ...action, hint: t('edit.left', { count: left }) }];
  };
  const star = ({ conversationId, id, seq }: Message): MenuAction => {
    const isOn = starred.has(seq);
    const run = () => {
      client.messages.star(conversationId, id, !isOn).then(
        () => tell(t(isOn ? 'star.removed' : 'star.added')),
        (cause: unknown) => tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), t) })),
      );
    };
    const icon = isOn ? <LifeIcon name="unstar" /> : 'star';
    return { id: 'star', label: t(isOn ? 'star.remove' : 'star.add'), icon, run };
  };
  const keepingOf = (message: Message): MenuAction[] => {
    if (!isThere(message)) return [];
    const actions: MenuAction[] = [];
    if (features?.forwarding === true && message.type === 'text' && message.content !== null) {
      const run = () => ask('forward', message);
      actions.push({ id: 'forward', label: t('forward.action'), icon: <LifeIcon name="forward" />, run });
    }
    if (features?.starring === true) actions.push(star(message));
    return actions;
  };
  const pastOf = (message: Message): MenuAction[] => {
    if (!isThere(message)) return [];
    const actions: MenuAction[] = [];
    if (features?.reactions === true && message.reactions.length > 0) {
      const run = () => ask('who', message);
      actions.push({ id: 'who', label: t('react.who'), icon: <LifeIcon name="react" />, run });
    }
    if (features?.editing === true && message.editedAt !== null) {
      const run = () => ask('history', message);
      actions.push({ id: 'history', label: t('edit.history'), icon: <LifeIcon name="history" />, run });
    }
    return actions;
  };
  const dialogOf = ({ what, message }: Asked): ReactNode => {
    const props = { message, onClose: close };
    if (what === 'who') return <Later load={loadWho} props={{ ...props, mayReact: mayReact(message) }} />;
    if (what === 'history') return <Later load={loadHistory} props={props} />;
    if (what === 'forward') return <Later load={loadForward} props={props} />;
    return <Later load={loadPicker} props={{ ...props, anchor }} />;
  };
  return { barOf, editOf, keepingOf, pastOf, dialog: asked === null ? null : dialogOf(asked) };
}
