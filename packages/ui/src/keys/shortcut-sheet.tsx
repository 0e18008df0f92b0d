import { Fragment } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { enKeys } from './en-keys.ts';
import { keyGroups } from './sheet-groups.ts';
import { isAppleDevice, type KeysOption, keyCaps } from './shortcuts.ts';

export interface ShortcutSheetProps {
  readonly option: KeysOption;
  readonly onClose: () => void;
}

/** All that can be done by key, as this person's keyboard and choices have it. */
export function ShortcutSheet({ option, onClose }: ShortcutSheetProps) {
  const { preferences } = useUi();
  const t = useMoreTexts(enKeys);
  const { isOn } = useFormatting();
  const isApple = isAppleDevice();
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <div className="ntr-keys">
        {keyGroups(option, preferences.enterSends, isOn).map(({ title, lines }) => (
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
