import type { NatterClient } from '@natter/client';
import type { Conversation, ConversationId } from '@natter/protocol';
import { NatterProvider } from '@natter/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Place } from '../base/place.ts';
import { useUi } from '../base/ui-context.ts';
import { useMayStartOnceKnown, useStanding } from '../base/use-standing.ts';
import { ConversationListPage } from '../inbox/conversation-list-page.tsx';
import type { KeysOption } from '../keys/shortcuts.ts';
import { type Jump, JumpContext } from '../life/jump.ts';
import { MessageThreadPage } from '../thread/message-thread-page.tsx';
import { type Fetch, useFetchAhead } from './fetch-ahead.ts';
import { NewConversationPage, SettingsDialog, StarredDialog } from './later-pages.tsx';
import { Toasts } from './toasts.tsx';
import { UiProvider, type UiProviderProps } from './ui-provider.tsx';
import { useNoticeEffects } from './use-notice-effects.ts';
import { useShortcuts } from './use-shortcuts.tsx';

interface Navigation {
  readonly place: Place;
  readonly onNavigate: (place: Place) => void;
  readonly onSignIn?: (() => void) | undefined;
  /** Shows the staff's pages (`@natter/ui/moderation`); the way there is offered to those who may moderate. */
  readonly onStaff?: (() => void) | undefined;
  readonly onSignOut?: (() => void) | undefined;
}

export interface MessagingAppProps extends Partial<Navigation>, Omit<UiProviderProps, 'children'> {
  /** The client of the `NatterProvider` above when left out. */
  readonly client?: NatterClient | undefined;
  /** Downloads of the host's own that shall be there when the connection goes; made with the kit's. The same array each time. */
  readonly fetchAhead?: readonly Fetch[] | undefined;
  /** Which keys do what, and where; while the focus is in here if left out. The same object each time. */
  readonly keys?: KeysOption | undefined;
}

/** Nothing is chosen. Those who may begin a conversation are invited to. */
function NothingChosen({ onNew }: { readonly onNew: () => void }) {
  const { t, slots } = useUi();
  const mayStart = useMayStartOnceKnown();
  if (mayStart === null) return null;
  if (!mayStart) return <slots.EmptyState title={t('thread.none.reply')} />;
  const action = { label: t('inbox.new'), run: onNew };
  return <slots.EmptyState title={t('thread.none.title')} text={t('thread.none.text')} action={action} />;
}

function MainPane({ place, onNavigate }: Navigation) {
  // What stands there when the app begins was not opened by anybody just now: a reload brought it back.
  const openId = place.page === 'thread' ? place.conversationId : null;
  const [firstId] = useState(openId);
  const hasMoved = useRef(false);
  if (openId !== firstId) hasMoved.current = true;
  const target = useMemo(
    () => (place.page === 'thread' && place.seq !== undefined ? { seq: place.seq } : undefined),
    [place],
  );
  const open = useCallback(
    (conversationId: ConversationId) => onNavigate({ page: 'thread', conversationId }),
    [onNavigate],
  );
  const back = useCallback(() => onNavigate({ page: 'list' }), [onNavigate]);
  if (place.page === 'thread') {
    const { conversationId } = place;
    return (
      <MessageThreadPage
        key={conversationId}
        conversationId={conversationId}
        target={target}
        onBack={back}
        onGone={back}
        isRestored={!hasMoved.current}
      />
    );
  }
  if (place.page === 'new') {
    return (
      <NewConversationPage
        participant={place.participant}
        onPick={(participant) => onNavigate({ page: 'new', participant })}
        onOpen={open}
        onBack={back}
      />
    );
  }
  return <NothingChosen onNew={() => onNavigate({ page: 'new' })} />;
}

/** Who leaves the page for a new conversation is back at the button that led there; what had the focus went with the page. */
function useReturnFromNew(page: Place['page']) {
  const frameRef = useRef<HTMLDivElement>(null);
  const was = useRef(page);
  useEffect(() => {
    const isBack = was.current === 'new' && page === 'list';
    was.current = page;
    if (!isBack || (document.activeElement !== null && document.activeElement !== document.body)) return;
    frameRef.current
      ?.querySelector<HTMLElement>('.ntr-inbox__head [data-kind="accent"]')
      ?.focus({ preventScroll: true });
  }, [page]);
  return frameRef;
}

function Shell(props: Navigation & Pick<MessagingAppProps, 'fetchAhead' | 'keys'>) {
  const { place, onNavigate, onSignIn, onSignOut, onStaff, fetchAhead, keys } = props;
  const { t, slots } = useUi();
  const [dialog, setDialog] = useState<'settings' | 'starred' | null>(null);
  const closeDialog = useCallback(() => setDialog(null), []);
  const mayModerate = useStanding().me?.can.moderate === true;
  const openId = place.page === 'thread' ? place.conversationId : null;
  const frameRef = useReturnFromNew(place.page);
  useNoticeEffects(openId);
  useFetchAhead(fetchAhead);
  const { showSheet, sheet } = useShortcuts(frameRef, openId, { option: keys, onNavigate });
  const open = (conversationId: ConversationId) => onNavigate({ page: 'thread', conversationId });
  const onGone = (conversation: Conversation) => {
    if (conversation.id === openId) onNavigate({ page: 'list' });
  };
  const jump = useCallback<Jump>(
    (conversationId, seq) => onNavigate({ page: 'thread', conversationId, seq }),
    [onNavigate],
  );
  return (
    <JumpContext value={jump}>
      <div ref={frameRef} className="ntr-frame">
        <div className="ntr-shell" data-page={place.page}>
          {openId !== null && (
            <>
              <a className="ntr-skip" href="#ntr-composer">
                {t('app.skipToComposer')}
              </a>
              <a className="ntr-skip" href="#ntr-messages">
                {t('app.skipToMessages')}
              </a>
            </>
          )}
          <nav className="ntr-shell__list" aria-label={t('app.conversations')}>
            <slots.ConnectionStatus onSignIn={onSignIn} />
            <ConversationListPage
              selectedId={openId}
              onOpen={open}
              onNew={() => onNavigate({ page: 'new' })}
              onSettings={() => setDialog('settings')}
              onStarred={() => setDialog('starred')}
              onStaff={mayModerate ? onStaff : undefined}
              onGone={onGone}
            />
          </nav>
          <div className="ntr-shell__main">
            <div className="ntr-shell__status">
              <slots.ConnectionStatus onSignIn={onSignIn} />
            </div>
            <MainPane {...props} />
          </div>
        </div>
        <Toasts onOpen={open} />
        {dialog === 'settings' && <SettingsDialog onClose={closeDialog} onKeys={showSheet} onSignOut={onSignOut} />}
        {dialog === 'starred' && <StarredDialog conversation={null} onJump={jump} onClose={closeDialog} />}
        {sheet}
      </div>
    </JumpContext>
  );
}

/**
 * The whole of messaging in one component: list beside thread where there is room, one after the other where not. It fills the
 * box it is put in, and is no landmark: a page whose main matter it is puts it into its `<main>`. Without `place` it keeps to
 * itself where one is; with it the host does, in its address bar for instance.
 */
export function MessagingApp(props: MessagingAppProps) {
  const { client, place, onNavigate, onSignIn, onSignOut, onStaff, fetchAhead, keys, ...ui } = props;
  const [ownPlace, setOwnPlace] = useState<Place>({ page: 'list' });
  const navigate = useCallback(
    (to: Place) => {
      setOwnPlace(to);
      onNavigate?.(to);
    },
    [onNavigate],
  );
  const app = (
    <UiProvider {...ui}>
      <Shell
        place={place ?? ownPlace}
        onNavigate={navigate}
        onSignIn={onSignIn}
        onSignOut={onSignOut}
        onStaff={onStaff}
        fetchAhead={fetchAhead}
        keys={keys}
      />
    </UiProvider>
  );
  return client === undefined ? app : <NatterProvider client={client}>{app}</NatterProvider>;
}
