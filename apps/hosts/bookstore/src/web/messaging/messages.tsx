import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { SignInFirst } from '../parts/sign-in-first.tsx';
import { belongs, useShop } from '../shop-context.ts';

// The kit comes when somebody opens their messages; the rest of the shop does without it.
const MessagesPage = lazy(async () => {
  const { MessagesPage: page } = await import('./messages-page.tsx');
  return { default: page };
});

const StaffPage = lazy(async () => {
  const { StaffPage: page } = await import('./staff-page.tsx');
  return { default: page };
});

/** What stands under `/counter/messages`: the kit's staff pages, for the manager and the owner. */
export function StaffMessages({ tab }: { readonly tab: string | undefined }) {
  const { shop, client } = useShop();
  if (shop.me === null) return <SignInFirst what="the counter" />;
  if (client === null) return <main className="br-messages" aria-busy="true" />;
  return (
    <Suspense fallback={<main className="br-messages" aria-busy="true" />}>
      <StaffPage client={client} tab={tab} />
    </Suspense>
  );
}

/** What stands under `/messages`: the kit's pages, for whoever takes part. */
export function Messages() {
  const { shop } = useShop();
  const { me } = shop;
  if (me === null) return <SignInFirst what="your messages" />;
  if (!belongs(me, shop)) {
    return (
      <main className="br-page">
        <h1 className="br-title">Messages are for our clubs</h1>
        <p className="br-text">
          Members of one of our book clubs write to each other here. Join one at the counter, and this page is yours.
        </p>
        <Link className="br-button" href="/membership">
          See the clubs
        </Link>
      </main>
    );
  }
  return (
    <Suspense fallback={<main className="br-messages" aria-busy="true" />}>
      <MessagesPage />
    </Suspense>
  );
}
