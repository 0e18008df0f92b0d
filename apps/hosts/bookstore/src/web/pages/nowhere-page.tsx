import { Link } from 'wouter';

export function NowherePage() {
  return (
    <main className="br-page">
      <h1 className="br-title">This page is not on any shelf</h1>
      <Link className="br-button" href="/">
        Back to the books
      </Link>
    </main>
  );
}
