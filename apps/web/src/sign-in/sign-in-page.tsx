import './sign-in.css';
import type { DemoPerson } from '@natter/protocol';
import { Avatar, EmptyState, Icon, UiProvider } from '@natter/ui';
import { useState } from 'react';
import { i18n, webText } from '../i18n.ts';
import { askDemoToken, type Session } from '../session/session.ts';
import { type Deployment, useDeployment } from './use-deployment.ts';
import { Wordmark } from './wordmark.tsx';

interface SignInPageProps {
  readonly onSignedIn: (session: Session) => void;
}

interface FaceProps {
  readonly person: DemoPerson;
  readonly isBusy: boolean;
  readonly onPick: () => void;
}

function Face({ person, isBusy, onPick }: FaceProps) {
  return (
    <li>
      <button
        type="button"
        className="face"
        disabled={isBusy}
        aria-label={webText('signIn.as', { name: person.displayName })}
        onClick={onPick}
      >
        <Avatar person={person} size="xl" />
        <span className="face__name" dir="auto">
          {person.displayName}
        </span>
        <span className="face__about" dir="auto">
          {person.about}
        </span>
      </button>
    </li>
  );
}

function SecondWindow() {
  return (
    <aside className="second-window">
      <svg className="second-window__art" viewBox="0 0 72 48" width="72" height="48" aria-hidden="true">
        <rect x="2" y="6" width="40" height="34" rx="7" />
        <rect x="30" y="12" width="40" height="34" rx="7" />
        <path d="M38 24h18M38 31h11" />
      </svg>
      <div>
        <h2 className="second-window__title">{webText('signIn.tipTitle')}</h2>
        <p>{webText('signIn.tipText')}</p>
      </div>
      {/* noopener: with an opener the new tab would start with a copy of this tab's session. */}
      <a className="ntr-button" data-kind="quiet" href="/" target="_blank" rel="noopener">
        {webText('signIn.tipAction')}
      </a>
    </aside>
  );
}

function DemoDoor({ deployment, onSignedIn }: SignInPageProps & { deployment: Deployment & { state: 'demo' } }) {
  const [busyId, setBusyId] = useState<string | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const pick = (person: DemoPerson) => {
    setBusyId(person.userId);
    setHasFailed(false);
    askDemoToken(person.userId).then(
      (token) => onSignedIn({ userId: person.userId, token, isDemo: true, edition: deployment.config.edition }),
      () => {
        setBusyId(null);
        setHasFailed(true);
      },
    );
  };
  return (
    <>
      <h1 className="door__title">{webText('signIn.title')}</h1>
      <p className="door__subtitle">{webText('signIn.subtitle')}</p>
      {hasFailed && (
        <p className="door__fault" role="alert">
          <Icon name="alert" size={18} /> {webText('signIn.refused')}
        </p>
      )}
      <ul className="door__faces" aria-label={webText('signIn.people')}>
        {deployment.people.map((person) => (
          <Face key={person.userId} person={person} isBusy={busyId !== null} onPick={() => pick(person)} />
        ))}
      </ul>
      <SecondWindow />
    </>
  );
}

/** The way in. In the demo one chooses whom to be; elsewhere the host signs people in, and the page says so. */
export function SignInPage({ onSignedIn }: SignInPageProps) {
  const { deployment, retry } = useDeployment();
  const config = deployment.state === 'demo' || deployment.state === 'host' ? deployment.config : null;
  return (
    <UiProvider i18n={i18n} edition={config?.edition}>
      <div className="door">
        <header className="door__head">
          <Wordmark />
          {config !== null && (
            <p className="door__edition">
              <strong>{config.tenant.name}</strong> {webText(`signIn.edition.${config.edition}`)}
            </p>
          )}
        </header>
        <main className="door__main">
          {deployment.state === 'loading' && (
            <p className="door__loading" role="status">
              <span className="ntr-spinner" aria-hidden="true" /> {webText('signIn.loading')}
            </p>
          )}
          {deployment.state === 'failed' && (
            <EmptyState
              art="lost"
              title={webText('signIn.failed')}
              text={webText('signIn.failedText')}
              action={{ label: webText('signIn.again'), run: retry }}
            />
          )}
          {deployment.state === 'host' && (
            <div className="door__host">
              <EmptyState art="people" title={webText('host.title')} text={webText('host.text')} />
              <p className="door__hint">{webText('host.hint')}</p>
            </div>
          )}
          {deployment.state === 'demo' && <DemoDoor deployment={deployment} onSignedIn={onSignedIn} />}
        </main>
      </div>
    </UiProvider>
  );
}
