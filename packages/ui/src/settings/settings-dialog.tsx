import type { Settings } from '@natter/protocol';
import { asErrorBody, useNatterClient } from '@natter/react';
import { useCallback, useEffect, useId, useState } from 'react';
import { Later } from '../base/later.tsx';
import type { Preferences } from '../base/preferences.ts';
import { useUi } from '../base/ui-context.ts';
import { useFeature, useStanding } from '../base/use-standing.ts';
import type { TextKey } from '../i18n/en.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';

const loadBlockedPeople = async () => (await import('../safety/dialogs.ts')).BlockedPeople;

interface SwitchProps {
  readonly label: TextKey;
  readonly hint?: TextKey;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Switch({ label, hint, isOn, isDisabled = false, onChange }: SwitchProps) {
  const { t } = useUi();
  const [id, hintId] = [useId(), useId()];
  return (
    <div className="ntr-setting">
      <label className="ntr-setting__label" htmlFor={id}>
        {t(label)}
      </label>
      {hint !== undefined && (
        <p className="ntr-setting__hint" id={hintId}>
          {t(hint)}
        </p>
      )}
      <input
        id={id}
        className="ntr-switch"
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        disabled={isDisabled}
        aria-describedby={hint === undefined ? undefined : hintId}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}

function ThemeChoice() {
  const { t, preferences, setPreferences } = useUi();
  const themes: readonly Preferences['theme'][] = ['system', 'light', 'dark'];
  return (
    <fieldset className="ntr-setting">
      <legend className="ntr-setting__label">{t('settings.theme')}</legend>
      <div className="ntr-segments">
        {themes.map((theme) => (
          <label key={theme} className="ntr-segments__choice">
            <input
              type="radio"
              name="ntr-theme"
              checked={preferences.theme === theme}
              onChange={() => setPreferences({ theme })}
            />
            <span>{t(`settings.theme.${theme}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The person's own switches, kept by the server; a change shows at once and is taken back when it could not be kept. */
function PrivacySettings() {
  const { t, tell } = useUi();
  const client = useNatterClient();
  const [settings, setSettings] = useState<Settings | null>(null);
  useEffect(() => {
    let isCurrent = true;
    client.settings.get().then(
      (known) => {
        if (isCurrent) setSettings(known);
      },
      (cause: unknown) => tell(t('settings.failed', { detail: t(`error.${asErrorBody(cause).code}`) })),
    );
    return () => {
      isCurrent = false;
    };
  }, [client, t, tell]);
  const put = (change: Partial<Settings>) => {
    const before = settings;
    if (before === null) return;
    setSettings({ ...before, ...change });
    client.settings.put(change).then(setSettings, (cause: unknown) => {
      setSettings(before);
      tell(t('settings.failed', { detail: t(`error.${asErrorBody(cause).code}`) }));
    });
  };
  const features = useStanding().config?.features;
  return (
    <section aria-label={t('settings.privacy')}>
      <h3 className="ntr-dialog__section">{t('settings.privacy')}</h3>
      {features?.receipts !== false && (
        <Switch
          label="settings.readReceipts"
          hint="settings.readReceiptsHint"
          isOn={settings?.readReceipts ?? false}
          isDisabled={settings === null}
          onChange={(readReceipts) => put({ readReceipts })}
        />
      )}
      {features?.typing !== false && (
        <Switch
          label="settings.typing"
          hint="settings.typingHint"
          isOn={settings?.typingIndicators ?? false}
          isDisabled={settings === null}
          onChange={(typingIndicators) => put({ typingIndicators })}
        />
      )}
      {features?.presence !== false && (
        <Switch
          label="settings.presence"
          hint="settings.presenceHint"
          isOn={settings?.presence ?? false}
          isDisabled={settings === null}
          onChange={(presence) => put({ presence })}
        />
      )}
    </section>
  );
}

/** The way to the list of those one has blocked. */
function BlockedSetting() {
  const { t } = useUi();
  const [isOpen, setIsOpen] = useState(false);
  const close = useCallback(() => setIsOpen(false), []);
  return (
    <div className="ntr-setting">
      <span className="ntr-setting__label">{t('settings.blocked')}</span>
      <button type="button" className="ntr-button" data-kind="quiet" onClick={() => setIsOpen(true)}>
        {t('settings.blockedShow')}
      </button>
      {isOpen && <Later load={loadBlockedPeople} props={{ onClose: close }} />}
    </div>
  );
}

/** The way to the sheet of shortcuts, for those who have a keyboard. */
function KeysSetting({ onShow }: { readonly onShow: () => void }) {
  const t = useMoreTexts(enLater);
  return (
    <div className="ntr-setting ntr-setting--keys">
      <span className="ntr-setting__label">{t('settings.keys')}</span>
      <button type="button" className="ntr-button" data-kind="quiet" onClick={onShow}>
        {t('settings.keysShow')}
      </button>
    </div>
  );
}

export interface SettingsDialogProps {
  readonly onClose: () => void;
  /** Shows what can be done by key. */
  readonly onKeys?: (() => void) | undefined;
  readonly onSignOut?: (() => void) | undefined;
}

/** What a person may choose: privacy for all devices, and the ways of this one. */
export function SettingsDialog({ onClose, onKeys, onSignOut }: SettingsDialogProps) {
  const { t, preferences, setPreferences, isThemeFixed } = useUi();
  const canBlock = useFeature('blocking');
  return (
    <Dialog title={t('settings.title')} onClose={onClose}>
      <PrivacySettings />
      {canBlock && <BlockedSetting />}
      <section aria-label={t('settings.device')}>
        <h3 className="ntr-dialog__section">{t('settings.device')}</h3>
        {!isThemeFixed && <ThemeChoice />}
        <Switch
          label="settings.enter"
          hint="settings.enterHint"
          isOn={preferences.enterSends}
          onChange={(enterSends) => setPreferences({ enterSends })}
        />
        <Switch label="settings.sound" isOn={preferences.sound} onChange={(sound) => setPreferences({ sound })} />
        <Switch label="settings.toasts" isOn={preferences.toasts} onChange={(toasts) => setPreferences({ toasts })} />
        {onKeys !== undefined && <KeysSetting onShow={onKeys} />}
      </section>
      {onSignOut !== undefined && (
        <button type="button" className="ntr-button ntr-dialog__sign-out" data-kind="quiet" onClick={onSignOut}>
          {t('settings.signOut')}
        </button>
      )}
    </Dialog>
  );
}
