import { type Upgrade, useUi } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';

interface UpgradeNoticeProps {
  /** The server's own sentence, where it has refused. */
  readonly sentence?: string | undefined;
  /** Where to find out more; what the host gave to the whole kit when left out. */
  readonly upgrade?: Upgrade | null | undefined;
}

/** Says that this membership answers and does not begin, and leads to where that can be changed if the host has such a place. */
export function UpgradeNotice({ sentence, upgrade }: UpgradeNoticeProps) {
  const ui = useUi();
  const { t } = ui;
  const { href, run } = upgrade ?? ui.upgrade ?? {};
  return (
    <div className="ntr-upgrade" role="note">
      <Icon name="info" size={20} />
      <div className="ntr-upgrade__body">
        <div className="ntr-upgrade__words">
          <p className="ntr-upgrade__title">{t('upgrade.title')}</p>
          <p>{sentence ?? t('upgrade.text')}</p>
        </div>
        {href !== undefined ? (
          <a className="ntr-button" data-kind="primary" href={href} onClick={run}>
            {t('upgrade.action')}
          </a>
        ) : (
          run !== undefined && (
            <button type="button" className="ntr-button" data-kind="primary" onClick={run}>
              {t('upgrade.action')}
            </button>
          )
        )}
      </div>
    </div>
  );
}
