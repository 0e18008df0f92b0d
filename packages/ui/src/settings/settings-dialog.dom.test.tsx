import type { Feature } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { settle } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import { configOf, meOf, stubClient } from '../testing/stub-client.ts';
import { SettingsDialog } from './settings-dialog.tsx';

/** What each feature has in the settings. */
const LABELS: Partial<Record<Feature, string>> = {
  receipts: 'Read receipts',
  typing: 'Typing indicator',
  presence: 'Online and last seen',
  blocking: 'Blocked people',
};

async function showWithout(off: Feature | null): Promise<string[]> {
  const { client } = stubClient();
  const { features } = configOf();
  if (off !== null) features[off] = false;
  client.config = async () => configOf({ features });
  client.settings.get = async () => meOf().settings;
  const { host } = await renderUi(<SettingsDialog onClose={() => undefined} />, { client });
  await settle();
  return Object.values(LABELS).filter((label) => host.textContent?.includes(label));
}

describe('the settings', () => {
  it('have a place for each feature that a person can choose about', async () => {
    expect(await showWithout(null)).toEqual(Object.values(LABELS));
  });

  it.each(Object.keys(LABELS) as Feature[])('have nothing of %s where it is switched off', async (feature) => {
    expect(await showWithout(feature)).toEqual(Object.values(LABELS).filter((label) => label !== LABELS[feature]));
  });
});
