import type { NatterClient } from '@natter/client';
import { NatterProvider } from '@natter/react';
import {
  Avatar,
  DateSeparator,
  EmptyState,
  ErrorState,
  JumpButton,
  MessageUserButton,
  OfficeBadge,
  type SendStatus,
  Ticks,
  TypingIndicator,
  type UiPlatform,
  UiProvider,
  UnreadDivider,
  UpgradeNotice,
} from '@natter/ui';
import type { ReactNode } from 'react';
import { PEOPLE } from './world-data.ts';

const STATUSES: readonly SendStatus[] = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed'];
const SIZES = ['xs', 's', 'm', 'l', 'xl'] as const;

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="gallery-card">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface PartsSheetProps {
  readonly client: NatterClient;
  readonly platform: UiPlatform;
  readonly timeZone: string;
  readonly locale: string;
  readonly edition: string;
}

/** Every part on one page, for looking at and for the design language's pictures. */
export function PartsSheet({ client, ...ui }: PartsSheetProps) {
  const nothing = () => undefined;
  return (
    <NatterProvider client={client}>
      <UiProvider {...ui}>
        <div className="gallery-sheet">
          <h1 className="ntr-hidden">Parts</h1>
          <Card title="Avatar">
            <div className="gallery-line">
              {SIZES.map((size) => (
                <Avatar key={size} person={PEOPLE.jonas} size={size} online />
              ))}
            </div>
            <div className="gallery-line">
              {Object.values(PEOPLE).map((person) => (
                <Avatar key={person.userId} person={person} />
              ))}
            </div>
          </Card>
          <Card title="Ticks">
            <div className="gallery-line">
              {STATUSES.map((status) => (
                <Ticks key={status} status={status} />
              ))}
            </div>
          </Card>
          <Card title="DateSeparator, UnreadDivider, TypingIndicator">
            <DateSeparator label="Yesterday" dateTime="2026-05-13" />
            <UnreadDivider count={3} />
            <TypingIndicator names={['Jonas']} />
          </Card>
          <Card title="JumpButton">
            <div className="gallery-place">
              <JumpButton count={4} onJump={nothing} />
            </div>
          </Card>
          <Card title="EmptyState">
            <EmptyState
              title="All caught up"
              text="You have read everything."
              art="done"
              action={{ label: 'Show all', run: nothing }}
            />
          </Card>
          <Card title="OfficeBadge">
            <div className="gallery-line">
              <OfficeBadge person={PEOPLE.clara} />
              <OfficeBadge person={PEOPLE.ruth} />
            </div>
          </Card>
          <Card title="UpgradeNotice, MessageUserButton">
            <div className="gallery-line">
              <UpgradeNotice upgrade={{ href: '#memberships' }} />
            </div>
            <div className="gallery-line">
              <UpgradeNotice sentence="Starting a conversation comes with a Privileged membership." />
            </div>
            <MessageUserButton person={PEOPLE.sana} onOpen={nothing} onNew={nothing} upgradeHref="#memberships" />
          </Card>
          <Card title="ErrorState">
            <ErrorState
              title="Your conversations did not load"
              error={{ code: 'unavailable', detail: '' }}
              onRetry={nothing}
            />
          </Card>
        </div>
      </UiProvider>
    </NatterProvider>
  );
}
