import type { ConversationId, Person, UserId } from '@natter/protocol';
import { useNatterClient, usePeople, usePresence } from '@natter/react';
import { type KeyboardEvent, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useDebounced } from '../base/use-debounced.ts';
import { useMayStartOnceKnown } from '../base/use-standing.ts';
import { ListSkeleton } from '../inbox/list-skeleton.tsx';
import { Icon } from '../parts/icon.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { findDirect } from './find-direct.ts';
import { FreshThread } from './fresh-thread.tsx';
import { UpgradeNotice } from './upgrade-notice.tsx';

const SEARCH_MS = 160;
const LIST_ID = 'ntr-people';

export interface NewConversationPageProps {
  /** Somebody chosen already, by a "Message" button elsewhere. */
  readonly participant?: Person | null | undefined;
  readonly onPick: (person: Person) => void;
  readonly onOpen: (id: ConversationId) => void;
  readonly onBack?: (() => void) | undefined;
}

interface PersonOptionProps {
  readonly person: Person;
  /** Stands for the notes to oneself. */
  readonly isNote: boolean;
  readonly isActive: boolean;
  readonly isOnline: boolean;
  readonly onPick: () => void;
}

function PersonOption({ person, isNote, isActive, isOnline, onPick }: PersonOptionProps) {
  const { slots } = useUi();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field above handles the keys for all options.
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the search field, which names the active option.
    <div
      role="option"
      id={`${LIST_ID}-${person.userId}`}
      className="ntr-person"
      aria-selected={isActive}
      onClick={onPick}
    >
      <slots.Avatar person={person} size="m" online={isOnline} isNote={isNote} />
      <PersonName person={person} />
    </div>
  );
}

/** Chooses whom to write to. Opens the conversation there is, or an empty one that begins to exist with its first message. */
export function NewConversationPage({ participant, onPick, onOpen, onBack }: NewConversationPageProps) {
  if (participant !== null && participant !== undefined) {
    return <FreshThread key={participant.userId} person={participant} onOpen={onOpen} onBack={onBack} />;
  }
  return <PeoplePicker onPick={onPick} onOpen={onOpen} onBack={onBack} />;
}

/** Lower case without accents, for what one types. */
const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLocaleLowerCase();

/** Oneself among those one may write to, as the place for one's notes; null where something else is looked for. */
function useNotePlace(q: string): Person | null {
  const { t } = useUi();
  const { userId } = useNatterClient();
  const displayName = t('app.noteToSelf');
  return fold(displayName).includes(fold(q)) ? { userId, displayName, avatarUrl: null } : null;
}

function PeoplePicker({ onPick, onOpen, onBack }: Omit<NewConversationPageProps, 'participant'>) {
  const { t, slots, tell } = useUi();
  const client = useNatterClient();
  const mayStart = useMayStartOnceKnown();
  const [typed, setTyped] = useState('');
  const q = useDebounced(typed.trim(), SEARCH_MS);
  const people = usePeople(q);
  const [activeId, setActiveId] = useState<UserId | null>(null);
  const presences = usePresence(people.items.slice(0, 200).map((each) => each.userId));
  const note = useNotePlace(q);
  const listed = note === null ? people.items : [note, ...people.items];
  const chosenAt = listed.findIndex((each) => each.userId === activeId);
  // Who looks for somebody means somebody else first.
  const at = chosenAt >= 0 ? chosenAt : note !== null && people.items.length > 0 && q !== '' ? 1 : 0;
  const active = listed[at];

  const pick = (person: Person) => {
    if (person === note) {
      client.startConversation(person.userId).then(
        ({ id }) => onOpen(id),
        (cause: unknown) => tell(refusalText(refusalOf(cause), t)),
      );
      return;
    }
    findDirect(client, person).then(
      (id) => (id === null ? onPick(person) : onOpen(id)),
      // Offline nothing can be looked up; the first message finds the conversation there is.
      () => onPick(person),
    );
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { length } = listed;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing && active !== undefined) pick(active);
    else if (event.key === 'Escape') onBack?.();
    else if (next !== undefined && length > 0) {
      const person = listed[(next + length) % length];
      setActiveId(person?.userId ?? null);
      document.getElementById(`${LIST_ID}-${person?.userId}`)?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
  };

  return (
    <section className="ntr-new" aria-label={t('new.title')}>
      <header className="ntr-header">
        {onBack !== undefined && (
          <button
            type="button"
            className="ntr-icon-button ntr-header__back"
            data-always=""
            aria-label={t('app.back')}
            onClick={onBack}
          >
            <Icon name="back" size={22} />
          </button>
        )}
        <h1 className="ntr-header__name">{t('new.title')}</h1>
      </header>
      <div className="ntr-new__column">
        {mayStart === null ? (
          // A notice that came late would push down what one is about to press.
          <ListSkeleton label={t('new.loading')} />
        ) : (
          <>
            {!mayStart && <UpgradeNotice />}
            <SearchField
              label={t('new.search')}
              value={typed}
              onChange={setTyped}
              onKeyDown={onKeyDown}
              controls={LIST_ID}
              activeOption={active === undefined ? undefined : `${LIST_ID}-${active.userId}`}
              autoFocus
            />
            <div className="ntr-new__list" id={LIST_ID} role="listbox" aria-label={t('new.people')} tabIndex={-1}>
              {listed.map((person) => (
                <PersonOption
                  key={person.userId}
                  person={person}
                  isNote={person === note}
                  isActive={person === active}
                  isOnline={presences.get(person.userId)?.status === 'online'}
                  onPick={() => pick(person)}
                />
              ))}
            </div>
            {people.nextCursor !== null && (
              <button type="button" className="ntr-button" data-kind="quiet" onClick={() => void people.loadMore()}>
                {t('new.more')}
              </button>
            )}
            {people.items.length === 0 && people.loading && <ListSkeleton label={t('new.loading')} />}
            {people.items.length === 0 && !people.loading && people.error !== null && (
              <slots.ErrorState title={t('new.error.title')} error={people.error} onRetry={people.retry} />
            )}
            {people.items.length === 0 && (note === null || q === '') && !people.loading && people.error === null && (
              <slots.EmptyState
                art="people"
                title={t(q === '' ? 'new.nobody.title' : 'new.none.title')}
                text={t(q === '' ? 'new.nobody.text' : 'new.none.text')}
              />
            )}
          </>
        )}
      </div>
    </section>
  );
}
