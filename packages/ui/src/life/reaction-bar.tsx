import type { Message } from '@natter/protocol';
import { type KeyboardEvent, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { QUICK_REACTIONS } from '../emoji/recent-emoji.ts';
import { readSkinTone, type SkinTone, withTone } from '../emoji/skin-tone.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { enLife } from './en-life.ts';
import { LifeIcon } from './life-icon.tsx';
import { isMine } from './use-react.ts';

/** Those of the quick row that come in skin tones. */
const TONED = new Set(['👍', '🙏']);

/** The quick row in the skin tone of this device, then what I reacted with beside it. */
export function quickRow(message: Message, tone: SkinTone): readonly string[] {
  const quick = QUICK_REACTIONS.map((each) => (TONED.has(each) ? withTone(each, tone) : each));
  const others = message.reactions.filter(({ mine, emoji }) => mine === true && !quick.includes(emoji));
  return [...quick, ...others.map(({ emoji }) => emoji)];
}

interface ReactionBarProps {
  readonly message: Message;
  readonly onPick: (emoji: string) => void;
  /** Any other emoji. */
  readonly onMore: () => void;
}

/**
 * The quick row: six reactions and the way to all others, as a part of a menu. Left and Right go along it; for Up and Down of
 * the menu it counts as one.
 */
export function ReactionBar({ message, onPick, onMore }: ReactionBarProps) {
  const { platform } = useUi();
  const t = useMoreTexts(enLife);
  const [row] = useState(() => quickRow(message, readSkinTone(platform)));
  const [stop, setStop] = useState(0);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key];
    if (step === undefined) return;
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
    const next = (all.findIndex((each) => each.matches(':focus')) + step + all.length) % all.length;
    setStop(next);
    all[next]?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of a menu's items; a fieldset is not allowed in there.
    <div className="ntr-react-bar" role="group" aria-label={t('react.bar')} onKeyDown={onKeyDown}>
      {row.map((emoji, at) => (
        <button
          key={emoji}
          type="button"
          role="menuitemcheckbox"
          aria-checked={isMine(message, emoji)}
          aria-label={emoji}
          data-aside={at === stop ? undefined : ''}
          tabIndex={-1}
          className="ntr-react-bar__emoji"
          onClick={() => onPick(emoji)}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        role="menuitem"
        data-aside={stop === row.length ? undefined : ''}
        tabIndex={-1}
        className="ntr-react-bar__more"
        aria-label={t('react.more')}
        title={t('react.more')}
        onClick={onMore}
      >
        <LifeIcon name="react" size={22} />
      </button>
    </div>
  );
}
