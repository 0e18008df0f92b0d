import '@natter/ui/styles.css';
import '@natter/ui/moderation.css';
import './natter-theme.css';
import type { NatterClient } from '@natter/client';
import { createModerationClient } from '@natter/client/moderation';
import { NatterProvider } from '@natter/react';
import { UiProvider } from '@natter/ui';
import { STAFF_TABS, StaffConsole } from '@natter/ui/moderation';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { shopApi } from '../shop-api.ts';
import { MESSAGES, STAFF } from './places.ts';
import { useSystemTheme } from './use-system-theme.ts';

interface StaffPageProps {
  readonly client: NatterClient;
  /** The part that the address names; the first one where it names none. */
  readonly tab: string | undefined;
}

/** The kit's pages for the store's own people (reports, words, the store's state) at the shop's addresses. */
export function StaffPage({ client, tab }: StaffPageProps) {
  const [, navigate] = useLocation();
  const theme = useSystemTheme();
  const moderation = useMemo(
    () => createModerationClient({ url: location.origin, getToken: shopApi.messagingToken }),
    [],
  );
  return (
    <main className="br-messages">
      <NatterProvider client={client}>
        <UiProvider edition="bookstore" theme={theme}>
          <StaffConsole
            moderation={moderation}
            tab={STAFF_TABS.find((each) => each === tab) ?? 'reports'}
            onTab={(to) => navigate(`${STAFF}/${to}`)}
            onBack={() => navigate(MESSAGES)}
          />
        </UiProvider>
      </NatterProvider>
    </main>
  );
}
