import { type ReactNode, useCallback, useEffect, useMemo } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import type { Shop } from '../shared/wire.ts';
import { Messages, StaffMessages } from './messaging/messages.tsx';
import { useMessagingClient } from './messaging/use-messaging-client.ts';
import { BookChatPage } from './pages/book-chat-page.tsx';
import { BookPage } from './pages/book-page.tsx';
import { CounterPage } from './pages/counter-page.tsx';
import { DoorPage } from './pages/door-page.tsx';
import { FrontPage } from './pages/front-page.tsx';
import { MemberPage } from './pages/member-page.tsx';
import { MembersPage } from './pages/members-page.tsx';
import { MembershipPage } from './pages/membership-page.tsx';
import { NowherePage } from './pages/nowhere-page.tsx';
import { Frame } from './parts/frame.tsx';
import { shopApi } from './shop-api.ts';
import { belongs, ShopContext } from './shop-context.ts';
import { useAsked } from './use-asked.ts';

/** Whoever looks at another page, or comes back to the tab, sees what the counter changed meanwhile. */
function useFreshness(reload: () => Promise<void>): void {
  const [path] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is the reason to ask.
  useEffect(() => {
    void reload();
  }, [path, reload]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') void reload();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [reload]);
}

function Rooms() {
  return (
    <Frame>
      <Switch>
        <Route path="/" component={FrontPage} />
        <Route path="/books/:id">{({ id }) => <BookPage id={id} />}</Route>
        <Route path="/book-chat" component={BookChatPage} />
        <Route path="/sign-in" component={DoorPage} />
        <Route path="/members" component={MembersPage} />
        <Route path="/members/:id">{({ id }) => <MemberPage key={id} id={decodeURIComponent(id)} />}</Route>
        <Route path="/membership" component={MembershipPage} />
        <Route path="/counter" component={CounterPage} />
        <Route path="/counter/messages/:tab?">{({ tab }) => <StaffMessages tab={tab} />}</Route>
        <Route path="/messages/*?" component={Messages} />
        <Route component={NowherePage} />
      </Switch>
    </Frame>
  );
}

/** The shop with its signed-in member, if any: one client of Natter for all pages, so that the badge is live on each. */
function OpenShop({ shop, reload }: { readonly shop: Shop; readonly reload: () => Promise<void> }): ReactNode {
  const { me } = shop;
  const askAgain = useCallback(() => void reload(), [reload]);
  const client = useMessagingClient(me !== null && belongs(me, shop) ? me.id : null, askAgain);
  useFreshness(reload);
  const signOut = useCallback(async () => {
    // What this device keeps of the conversations goes first: the next one at this browser may be somebody else.
    await client?.signOut();
    await shopApi.signOut();
    await reload();
  }, [client, reload]);
  const value = useMemo(() => ({ shop, client, reload, signOut }), [shop, client, reload, signOut]);
  return (
    <ShopContext value={value}>
      <Rooms />
    </ShopContext>
  );
}

export function App() {
  const [shop, reload] = useAsked(shopApi.shop);
  if (shop.state === 'here') return <OpenShop shop={shop.value} reload={reload} />;
  if (shop.state === 'asking') return null;
  return (
    <main className="br-alone">
      <h1 className="br-title">Back in a minute</h1>
      <p className="br-text">{shop.sentence}</p>
      <button type="button" className="br-button" onClick={() => void reload()}>
        Try again
      </button>
    </main>
  );
}
