import '@natter/ui/moderation.css';
import { createModerationClient } from '@natter/client/moderation';
import { UiProvider } from '@natter/ui';
import { STAFF_TABS, StaffConsole, type StaffTab } from '@natter/ui/moderation';
import { useMemo } from 'react';
import { i18n } from '../i18n.ts';
import { type Session, tokenSource } from '../session/session.ts';

interface StaffPageProps {
  readonly session: Session;
  /** The part of the console that the address names; null: none, or none there is. */
  readonly tab: string | null;
  readonly onTab: (tab: StaffTab) => void;
  readonly onBack: () => void;
}

/** The console of the store's staff, downloaded by those who open it. */
export function StaffPage({ session, tab, onTab, onBack }: StaffPageProps) {
  const moderation = useMemo(
    () => createModerationClient({ url: location.origin, getToken: tokenSource(session) }),
    [session],
  );
  return (
    <main className="main">
      <UiProvider i18n={i18n} edition={session.edition}>
        <StaffConsole
          moderation={moderation}
          tab={STAFF_TABS.find((each) => each === tab)}
          onTab={onTab}
          onBack={onBack}
        />
      </UiProvider>
    </main>
  );
}
