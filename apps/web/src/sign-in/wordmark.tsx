import { webText } from '../i18n.ts';

/** The sign and the name. */
export function Wordmark() {
  return (
    <p className="wordmark">
      <svg viewBox="112 116 288 282" width="30" height="30" aria-hidden="true">
        <path
          className="wordmark__bubble"
          d="M256 124c-80 0-144 54-144 122 0 38 20 71 52 93 3 24-9 44-25 58 34-1 63-13 84-33 11 2 22 3 33 3 80 0 144-54 144-121s-64-122-144-122Z"
        />
        <path className="wordmark__smile" d="M194 250c12 26 36 40 62 40s50-14 62-40" />
      </svg>
      <span>{webText('app.name')}</span>
    </p>
  );
}
