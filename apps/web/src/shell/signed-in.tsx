import type { NatterClient } from '@natter/client';
import { NatterProvider, useLive, useMessaging } from '@natter/react';
import { ConfirmDialog, MessagingApp, type Place, UiProvider } from '@natter/ui';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { i18n, webText } from '../i18n.ts';
import type { Session } from '../session/session.ts';
import { Later } from './later.tsx';
import { loadSignInPage, loadStaffPage } from './load-pages.ts';
import { addressOf, HOME, placeOf, STAFF, staffTabOf } from './places.ts';
import { useUnreadBadge } from './use-unread-badge.ts';

/** To be there when the connection goes: the door, for who signs out then, and for the staff their pages. */
const AHEAD = [loadSignInPage];
/** The app is nothing but messages: its keys hold wherever the focus is. */
const KEYS = { scope: 'page' } as const;
const STAFF_AHEAD = [...AHEAD, loadStaffPage];

interface SignedInProps {
  readonly client: NatterClient;
  readonly session: Session;
  /** The session has ended: forget it and show the door. */
  readonly onSignedOut: () => void;
}

function Messaging({ client, session: { edition }, onSignedOut }: SignedInProps) {
  const { outbox } = useMessaging();
  const isStaff = useLive(client.myself)?.can.moderate === true;
  const [path, navigate] = useLocation();
  const search = useSearch();
  const state = useHistoryState<unknown>();
  const [isAsking, setIsAsking] = useState(false);
  useUnreadBadge();
  const place = useMemo(() => placeOf(path, search, state), [path, search, state]);
  useEffect(() => {
    if (place === null) navigate(HOME, { replace: true });
  }, [place, navigate]);
  const go = useCallback(
    (to: Place) => {
      const { path: address, state: kept } = addressOf(to);
      navigate(address, { state: kept });
    },
    [navigate],
  );
  const unsent = outbox.queued + outbox.failed;
  const signOut = () => {
    client.signOut().finally(onSignedOut);
  };
  return (
    <main className="main">
      <MessagingApp
        client={client}
        i18n={i18n}
        edition={edition}
        keys={KEYS}
        fetchAhead={isStaff ? STAFF_AHEAD : AHEAD}
        place={place ?? { page: 'list' }}
        onNavigate={go}
        onStaff={() => navigate(STAFF)}
        onSignIn={onSignedOut}
        onSignOut={() => (unsent > 0 ? setIsAsking(true) : signOut())}
      />
      {isAsking && (
        <div className="question">
          <UiProvider i18n={i18n} edition={edition}>
            <ConfirmDialog
              title={webText('signOut.title')}
              text={webText('signOut.text', { count: unsent })}
              confirmLabel={webText('signOut.confirm')}
              onConfirm={signOut}
              onCancel={() => setIsAsking(false)}
            />
          </UiProvider>
        </div>
      )}
    </main>
  );
}

/** Messages, or the staff's pages for those who may moderate; others are led to their messages. */
function Page(props: SignedInProps) {
  const [path, navigate] = useLocation();
  const me = useLive(props.client.myself);
  const tab = staffTabOf(path);
  const isMember = me?.can.moderate === false;
  useEffect(() => {
    if (tab !== null && isMember) navigate(HOME, { replace: true });
  }, [tab, isMember, navigate]);
  if (tab === null || isMember) return <Messaging {...props} />;
  return (
    <Later
      load={loadStaffPage}
      props={{
        session: props.session,
        tab,
        onTab: (to) => navigate(`${STAFF}/${to}`, { replace: true }),
        onBack: () => navigate(HOME),
      }}
    />
  );
}

/** The app of somebody who is signed in: places by address, unread count in the title, signing out. */
export function SignedIn(props: SignedInProps) {
  return (
    <NatterProvider client={props.client}>
      <Page {...props} />
    </NatterProvider>
  );
}
