import { Later, missingPart, useLater } from '../base/later.tsx';
import { useUi } from '../base/ui-context.ts';
import type { StarredDialogProps } from '../life/starred-dialog.tsx';
import type { NewConversationPageProps } from '../people/new-conversation-page.tsx';
import type { SettingsDialogProps } from '../settings/settings-dialog.tsx';

// Not needed for the first picture, so not in the first download, whoever shows them.
const loadNewConversationPage = async () => (await import('../people/new-conversation-page.tsx')).NewConversationPage;
const loadStarred = async () => (await import('../life/dialogs.ts')).StarredDialog;
const loadSettings = async () => (await import('../settings/settings-dialog.tsx')).SettingsDialog;

/** Chooses whom to write to. Opens the conversation there is, or an empty one that begins to exist with its first message. */
export function NewConversationPage(props: NewConversationPageProps) {
  const { t, slots } = useUi();
  const Page = useLater(loadNewConversationPage);
  if (Page === undefined) return null;
  if (Page !== null) return <Page {...props} />;
  const { text, action = { label: t('app.back'), run: () => props.onBack?.() } } = missingPart(t);
  return <slots.EmptyState art="lost" title={t('new.title')} text={text} action={action} />;
}

/** What one starred. */
export function StarredDialog(props: StarredDialogProps) {
  return <Later load={loadStarred} props={props} />;
}

/** What a person may choose: privacy for all devices, and the ways of this one. */
export function SettingsDialog(props: SettingsDialogProps) {
  return <Later load={loadSettings} props={props} />;
}
