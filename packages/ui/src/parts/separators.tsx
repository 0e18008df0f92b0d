import type {
  DateSeparatorProps,
  JumpButtonProps,
  TypingIndicatorProps,
  UnreadDividerProps,
} from '../base/slot-props.ts';
import { type Translate, useText } from '../base/ui-context.ts';
import { Icon } from './icon.tsx';

/** The day the messages below were written on. */
export function DateSeparator({ label, dateTime }: DateSeparatorProps) {
  return (
    <div className="ntr-day">
      <time className="ntr-day__label" dateTime={dateTime}>
        {label}
      </time>
    </div>
  );
}

/** Stands above the first message that was unread on arrival, and stays for the visit. */
export function UnreadDivider({ count }: UnreadDividerProps) {
  const t = useText();
  return (
    <div className="ntr-unread" data-unread-divider="">
      <span className="ntr-unread__label">{count > 99 ? t('thread.unreadMany') : t('thread.unread', { count })}</span>
    </div>
  );
}

/** Back to the newest message, with the number of those that came in the meantime. */
export function JumpButton({ count, onJump }: JumpButtonProps) {
  const t = useText();
  return (
    <button
      type="button"
      className="ntr-jump"
      onClick={onJump}
      aria-label={count > 0 ? t('thread.jumpNew', { count }) : t('thread.jump')}
    >
      <Icon name="down" />
      {count > 0 && (
        <span className="ntr-badge ntr-jump__count" aria-hidden="true">
          {count > 99 ? '99+' : count}
        </span>
      )}
    </button>
  );
}

/** Who is writing, in words; nothing while nobody is. */
export function typingText([first, second, third]: readonly string[], t: Translate): string {
  if (first === undefined) return '';
  if (second === undefined) return t('typing.one', { name: first });
  return third === undefined ? t('typing.two', { first, second }) : t('typing.several');
}

/** Who is writing just now. */
export function TypingIndicator({ names }: TypingIndicatorProps) {
  const t = useText();
  const words = typingText(names, t);
  if (words === '') return null;
  return (
    <div className="ntr-typing">
      <span className="ntr-typing__dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className="ntr-hidden">{words}</span>
    </div>
  );
}
