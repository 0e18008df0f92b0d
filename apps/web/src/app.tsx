import { createNatterClient, type NatterClient } from '@natter/client';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { type Session, tokenSource, writeSession } from './session/session.ts';
import { Later } from './shell/later.tsx';
import { loadSignInPage } from './shell/load-pages.ts';
import { HOME } from './shell/places.ts';
import { SignedIn } from './shell/signed-in.tsx';

/** A client of this person, started; closed when somebody else signs in here. Null until it is made. */
function useClient(session: Session | null): NatterClient | null {
  const [client, setClient] = useState<NatterClient | null>(null);
  useEffect(() => {
    if (session === null) return;
    const made = createNatterClient({
      url: location.origin,
      userId: session.userId,
      getToken: tokenSource(session),
    });
    setClient(made);
    // What keeps it from starting (no storage, no network) it tells by its connection state and its notices.
    made.start().catch(() => undefined);
    return () => {
      setClient(null);
      made.close().catch(() => undefined);
    };
  }, [session]);
  return client;
}

/** The door, or the app behind it. */
export function App({ first }: { readonly first: Session | null }) {
  const [session, setSession] = useState(first);
  const [path, navigate] = useLocation();
  const client = useClient(session);
  const enter = (entered: Session) => {
    writeSession(entered);
    setSession(entered);
    if (path === '/') navigate(HOME, { replace: true });
  };
  const leave = () => {
    writeSession(null);
    setSession(null);
    navigate('/', { replace: true });
  };
  if (session === null) return <Later load={loadSignInPage} props={{ onSignedIn: enter }} />;
  if (client === null) return null;
  return <SignedIn client={client} session={session} onSignedOut={leave} />;
}
