import type { NatterClient } from '@natter/client';
import { createModerationClient } from '@natter/client/moderation';
import { NatterProvider } from '@natter/react';
import { UiProvider } from '@natter/ui';
import { StaffConsole } from '@natter/ui/moderation';
import '@natter/ui/moderation.css';

const moderation = createModerationClient({
  url: 'http://127.0.0.1:4000',
  getToken: () => fetch('/token').then((r) => r.text()),
});

/** Your store's staff at work. Load it where they ask for it, so that nobody else downloads it. */
export function Staff({ client, onBack }: { readonly client: NatterClient; readonly onBack: () => void }) {
  return (
    <NatterProvider client={client}>
      <UiProvider edition="bookstore">
        <StaffConsole moderation={moderation} onBack={onBack} />
      </UiProvider>
    </NatterProvider>
  );
}
