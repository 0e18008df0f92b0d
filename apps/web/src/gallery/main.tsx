import '@fontsource/noto-emoji/400.css';
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
import { fakeWorld } from './fake-world.ts';
import { GalleryIndex } from './gallery-index.tsx';
import { lifeConversation } from './life-data.ts';
import { PartsSheet } from './parts-sheet.tsx';
import { STATES } from './states.ts';
import { runSteps } from './steps.ts';
import { GALLERY_NOW, PEOPLE, type PersonKey } from './world-data.ts';

/**
 * The component gallery. Without anything in the address: all states on one page. `?state=life-menu` shows one of them
 * (`states.ts`); `?show=app&with=jonas&edition=bookstore&theme=dark&locale=ar`, `?show=parts` or `?show=staff&tab=status` what one asks
 * for; `&may=reply`, `&suspended`, `&off=blocking,deletion`, `&away`, `&fails`, `&empty`, `&latin` change what one may do and what there is.
 * `window.gallery` moves the world from outside; `data-state` of the page says when a state is reached.
 */
const asked = new URLSearchParams(location.search);
const state = STATES.find(({ id }) => id === asked.get('state'));
const query = new URLSearchParams({ ...Object.fromEntries(asked), ...state?.query });
/** Machines that take pictures may have no letters of the far east. */
const world = [...fakeWorld(), lifeConversation()].filter(
  ({ conversation }) =>
    !query.has('latin') || !conversation.participants.some(({ userId }) => userId === PEOPLE.haruka.userId),
);
const fake = createFakeClient(
  {
    mayStart: query.get('may') !== 'reply',
    isSuspended: query.has('suspended'),
    off: query.get('off')?.split(',') ?? [],
    isAway: query.has('away'),
  },
  world,
);
const moderation = createFakeModeration({ fails: query.has('fails'), isEmpty: query.has('empty') });
const since = Date.now();
const theme = query.get('theme');
const platform: UiPlatform = {
  ...createBrowserPlatform(),
  // Time passes from the gallery's own beginning: reading marks and pills need it to.
  now: () => GALLERY_NOW + (Date.now() - since),
  read: (key) => (theme !== null && key === 'natter:preferences' ? JSON.stringify({ theme }) : null),
  write: () => undefined,
};

function isPerson(name: string | null): name is PersonKey {
  return name !== null && name in PEOPLE;
}

const NOBODY_THERE = '01909999-0000-7000-8000-000000000000';

function firstPlace(): Place {
  const name = query.get('with');
  if (query.get('show') === 'new') return { page: 'new', participant: isPerson(name) ? PEOPLE[name] : null };
  if (name === null) return { page: 'list' };
  const peerId = isPerson(name) ? PEOPLE[name].userId : '';
  const id = name === 'nobody' ? NOBODY_THERE : fake.conversationIds[peerId];
  return id === undefined ? { page: 'list' } : { page: 'thread', conversationId: id };
}

function Shown() {
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
const isIndex = state === undefined && !query.has('show');
createRoot(root).render(<main className={isIndex ? undefined : 'main'}>{isIndex ? <GalleryIndex /> : <Shown />}</main>);
runSteps(state?.steps ?? []).then(
  () => {
    document.documentElement.dataset['state'] = 'reached';
  },
  (fault: unknown) => {
    document.documentElement.dataset['state'] = 'missed';
    throw fault;
  },
);
