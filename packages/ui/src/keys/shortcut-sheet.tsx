import { Fragment } from 'react';
import { useUi } from '../base/ui-context.ts';
import type { KeyOf } from '../i18n/en.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { enKeys } from './en-keys.ts';
import { isAppleDevice, type KeysOption, keyCaps, keysOf, type ShortcutId } from './shortcuts.ts';

type Word = KeyOf<typeof enKeys>;

interface Line {
  readonly text: Word;
  /** Ways to do it, each a combination. */
  readonly ways: readonly string[];
}

const EVERYWHERE: readonly ShortcutId[] = [
  'previous',
  'next',
  'previousUnread',
  'nextUnread',
  'search',
  'new',
  'composer',
  'newest',
  'sheet',
];

/** The groups of lines; keys that are switched off have none. */
function groupsOf(
  option: KeysOption,
  enterSends: boolean,
): readonly { readonly title: Word; readonly lines: readonly Line[] }[] {
  const keys = keysOf(option);
  const everywhere = EVERYWHERE.flatMap((id): Line[] => {
    const way = option.scope === 'off' ? null : keys[id];
    return way === null ? [] : [{ text: `keys.${id}`, ways: [way] }];
  });
  const groups = [
    { title: 'keys.everywhere', lines: everywhere },
    {
      title: 'keys.list',
      lines: [
        { text: 'keys.move', ways: ['ArrowUp', 'ArrowDown'] },
        { text: 'keys.ends', ways: ['Home', 'End'] },
        { text: 'keys.open', ways: ['Enter'] },
        { text: 'keys.rowMenu', ways: ['Shift+F10'] },
        { text: 'keys.pin', ways: ['P'] },
        { text: 'keys.mute', ways: ['M'] },
        { text: 'keys.unread', ways: ['U'] },
        { text: 'keys.archive', ways: ['E'] },
        { text: 'keys.delete', ways: ['Delete'] },
        { text: 'keys.undo', ways: ['Mod+Z'] },
      ],
    },
    {
      title: 'keys.thread',
      lines: [
        { text: 'keys.moveMessages', ways: ['ArrowUp', 'ArrowDown'] },
        { text: 'keys.ends', ways: ['Home', 'End'] },
        { text: 'keys.actions', ways: ['Enter'] },
        { text: 'keys.back', ways: ['Esc'] },
      ],
    },
    {
      title: 'keys.message',
      lines: [
        { text: 'keys.react', ways: ['+'] },
        { text: 'keys.reply', ways: ['R'] },
        { text: 'keys.edit', ways: ['E'] },
        { text: 'keys.star', ways: ['S'] },
        { text: 'keys.forward', ways: ['F'] },
        { text: 'keys.copy', ways: ['C'] },
        { text: 'keys.details', ways: ['I'] },
        { text: 'keys.unreadFromHere', ways: ['U'] },
        { text: 'keys.delete', ways: ['Delete'] },
      ],
    },
    {
      title: 'keys.writing',
      lines: [
        { text: 'keys.send', ways: [enterSends ? 'Enter' : 'Mod+Enter'] },
        { text: 'keys.newLine', ways: [enterSends ? 'Shift+Enter' : 'Enter'] },
        { text: 'keys.editLast', ways: ['ArrowUp'] },
        { text: 'keys.mention', ways: ['@'] },
        { text: 'keys.emoji', ways: [':'] },
        { text: 'keys.bold', ways: ['Mod+B'] },
        { text: 'keys.italic', ways: ['Mod+I'] },
        { text: 'keys.escape', ways: ['Esc'] },
      ],
    },
  ] as const;
  return groups.filter(({ lines }) => lines.length > 0);
}

export interface ShortcutSheetProps {
  readonly option: KeysOption;
  readonly onClose: () => void;
}

/** All that can be done by key, as this person's keyboard and choices have it. */
export function ShortcutSheet({ option, onClose }: ShortcutSheetProps) {
  const { preferences } = useUi();
  const t = useMoreTexts(enKeys);
  const isApple = isAppleDevice();
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <div className="ntr-keys">
        {groupsOf(option, preferences.enterSends).map(({ title, lines }) => (
          <section key={title} className="ntr-keys__group">
            <h3 className="ntr-keys__title">{t(title)}</h3>
            <dl className="ntr-keys__lines">
              {lines.map(({ text, ways }) => (
                <div key={text} className="ntr-keys__line">
                  <dt>{t(text)}</dt>
                  <dd>
                    {ways.map((way, index) => (
                      <Fragment key={way}>
                        {index > 0 && <span className="ntr-keys__or">{t('keys.or')}</span>}
                        <span className="ntr-keys__way">
                          {keyCaps(way, isApple).map((cap) => (
                            <kbd key={cap}>{cap}</kbd>
                          ))}
                        </span>
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
