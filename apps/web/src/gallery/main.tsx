import '@natter/ui/styles.css';
import '../app.css';
import './gallery.css';
import '@natter/ui/moderation.css';
import { NatterProvider } from '@natter/react';
import { createBrowserPlatform, MessagingApp, type Place, type UiPlatform, UiProvider } from '@natter/ui';
import { STAFF_TABS, StaffConsole } from '@natter/ui/moderation';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createFakeClient } from './fake-client.ts';
import { createFakeModeration } from './fake-moderation.ts';
import { PartsSheet } from './parts-sheet.tsx';
import { GALLERY_NOW, PEOPLE, type PersonKey } from './world-data.ts';

/**
 * The component gallery. The address says what to show: `?show=app&with=jonas&edition=bookstore&theme=dark&locale=ar`, or
 * `?show=parts`, or `?show=staff&tab=status`; `&may=reply`, `&suspended`, `&off=blocking,deletion`, `&fails`, `&empty` change what one may
 * do and what there is. `window.gallery` moves the world from outside.
 */
const query = new URLSearchParams(location.search);
const fake = createFakeClient({
  mayStart: query.get('may') !== 'reply',
  isSuspended: query.has('suspended'),
  off: query.get('off')?.split(',') ?? [],
});
const moderation = createFakeModeration({ fails: query.has('fails'), isEmpty: query.has('empty') });
const since = Date.now();
const theme = query.get('theme');
const platform: UiPlatform = {
  ...createBrowserPlatform(),
  // Time passes from the gallery's own beginning: reading marks and pills need it to.
  now: () => GALLERY_NOW + (Date.now() - since),
  read: () => (theme === null ? null : JSON.stringify({ theme })),
  write: () => undefined,
};

function isPerson(name: string | null): name is PersonKey {
  return name !== null && name in PEOPLE;
}

function firstPlace(): Place {
  const name = query.get('with');
  if (query.get('show') === 'new') return { page: 'new', participant: isPerson(name) ? PEOPLE[name] : null };
  const id = isPerson(name) ? fake.conversationIds[PEOPLE[name].userId] : undefined;
  return id === undefined ? { page: 'list' } : { page: 'thread', conversationId: id };
}

function Gallery() {
  const [place, setPlace] = useState<Place>(firstPlace);
  const [isStaff, setIsStaff] = useState(query.get('show') === 'staff');
  const common = {
    client: fake.client,
    platform,
    timeZone: 'Europe/Berlin',
    locale: query.get('locale') ?? 'en-GB',
    direction: query.get('dir') === 'rtl' ? ('rtl' as const) : undefined,
    edition: query.get('edition') ?? 'social',
    upgradeHref: '#memberships',
  };
  if (query.get('show') === 'parts') return <PartsSheet {...common} />;
  if (isStaff) {
    const tab = STAFF_TABS.find((each) => each === query.get('tab'));
    const { client, ...ui } = common;
    return (
      <NatterProvider client={client}>
        <UiProvider {...ui}>
          <StaffConsole
            moderation={moderation}
            onBack={() => setIsStaff(false)}
            {...(tab === undefined ? {} : { firstTab: tab })}
          />
        </UiProvider>
      </NatterProvider>
    );
  }
  return (
    <MessagingApp
      {...common}
      place={place}
      onNavigate={setPlace}
      onSignOut={() => setPlace({ page: 'list' })}
      onStaff={() => setIsStaff(true)}
    />
  );
}

declare global {
  interface Window {
    gallery: typeof fake;
  }
}
window.gallery = fake;
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <main className="main">
    <Gallery />
  </main>,
);
