import { Link } from 'wouter';

/** Where one has to be somebody. */
export function SignInFirst({ what }: { readonly what: string }) {
  return (
    <main className="br-page">
      <h1 className="br-title">Come in first</h1>
      <p className="br-text">Sign in to see {what}.</p>
      <Link className="br-button" href="/sign-in">
        Sign in
      </Link>
    </main>
  );
}
