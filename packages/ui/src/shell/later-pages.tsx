import { lazy, Suspense } from 'react';
import { Later } from '../base/later.tsx';
import type { NewConversationPageProps } from '../people/new-conversation-page.tsx';
import type { SettingsDialogProps } from '../settings/settings-dialog.tsx';

// Not needed for the first picture, so not in the first download, whoever shows them.
const LazyNewConversationPage = lazy(async () => {
  const { NewConversationPage: page } = await import('../people/new-conversation-page.tsx');
  return { default: page };
});
const loadSettings = async () => (await import('../settings/settings-dialog.tsx')).SettingsDialog;

/** Chooses whom to write to. Opens the conversation there is, or an empty one that begins to exist with its first message. */
export function NewConversationPage(props: NewConversationPageProps) {
  return (
    <Suspense fallback={null}>
      <LazyNewConversationPage {...props} />
    </Suspense>
  );
}

/** What a person may choose: privacy for all devices, and the ways of this one. */
export function SettingsDialog(props: SettingsDialogProps) {
  return <Later load={loadSettings} props={props} />;
}
