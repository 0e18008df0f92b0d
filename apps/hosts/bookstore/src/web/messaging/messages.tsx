import { Link } from 'wouter';
import { Later } from '../parts/later.tsx';
import { SignInFirst } from '../parts/sign-in-first.tsx';
import { belongs, useShop } from '../shop-context.ts';

const COMING = <main className="br-messages" aria-busy="true" />;

// The kit comes when somebody opens their messages; the rest of the shop does without it.
const loadMessagesPage = async () => (await import('./messages-page.tsx')).MessagesPage;
const loadStaffPage = async () => (await import('./staff-page.tsx')).StaffPage;

/** What stands under `/counter/messages`: the kit's staff pages, for the manager and the owner. */
export function StaffMessages({ tab }: { readonly tab: string | undefined }) {
  const { shop, client } = useShop();
  if (shop.me === null) return <SignInFirst what="the counter" />;
  return client === null ? COMING : <Later load={loadStaffPage} props={{ client, tab }} meanwhile={COMING} />;
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
  return <Later load={loadMessagesPage} props={{}} meanwhile={COMING} />;
}
