import { createNatterClient } from '@natter/client';
import { NatterProvider, useConversations, useMessages, useUnread } from '@natter/react';
import {
  type AvatarProps,
  createNatterI18n,
  MessageUserButton,
  MessagingApp,
  type Place,
  UiProvider,
} from '@natter/ui';
import { useState } from 'react';

const client = createNatterClient({
  url: 'http://127.0.0.1:4000',
  getToken: () => fetch('/token').then((r) => r.text()),
});

/** A part of your own in the place of the kit's. It gets the props of the part it stands for. */
function SquareAvatar({ person }: AvatarProps) {
  return <img src={person.avatarUrl ?? '/nobody.svg'} alt="" width={44} height={44} />;
}

const PARTS = { Avatar: SquareAvatar };

/** Your words. What you leave out stays English; plurals by the rules of the language. */
const german = createNatterI18n('de', {
  de: {
    natter: {
      'inbox.title': 'Nachrichten',
      'row.unread_one': '{{count}} ungelesen',
      'row.unread_other': '{{count}} ungelesen',
    },
  },
});

/** Where one is lies with you: here in a state, in a product in its router. */
export function Messages() {
  const [place, setPlace] = useState<Place>({ page: 'list' });
  return (
    <MessagingApp
      client={client}
      place={place}
      onNavigate={setPlace}
      components={PARTS}
      i18n={german}
      locale="de"
      timeZone="Europe/Berlin"
      onSignOut={() => void client.signOut()}
    />
  );
}

/** A button for a profile: opens the conversation there is, or the page for a new one. */
export function ProfileButton({ onGo }: { readonly onGo: (place: Place) => void }) {
  return (
    <NatterProvider client={client}>
      <UiProvider>
        <MessageUserButton
          person={{ userId: 'u-7', displayName: 'Bo', avatarUrl: null }}
          onOpen={(conversationId) => onGo({ page: 'thread', conversationId })}
          onNew={(participant) => onGo({ page: 'new', participant })}
        />
      </UiProvider>
    </NatterProvider>
  );
}

/** No kit at all: hooks, and markup of your own. */
function OwnInbox({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { items, loading } = useConversations({ filter: 'all' });
  const unread = useUnread();
  if (loading) return <p>Loading</p>;
  return (
    <>
      <h2>{unread.messages} unread</h2>
      {items.map(({ conversation, draft }) => (
        <button key={conversation.id} type="button" onClick={() => onOpen(conversation.id)}>
          {conversation.participants.map((each) => each.displayName).join(', ')}:{' '}
          {draft ?? conversation.lastMessage?.content}
        </button>
      ))}
    </>
  );
}

function OwnThread({ id }: { readonly id: string }) {
  const { messages, pending, hasBefore, loadBefore, markRead } = useMessages(id);
  const newest = messages.at(-1);
  return (
    <>
      {hasBefore && (
        <button type="button" onClick={() => void loadBefore()}>
          Earlier
        </button>
      )}
      {messages.map((message) => (
        <p key={message.id}>{message.content}</p>
      ))}
      {pending.map((message) => (
        <p key={message.clientId}>
          {message.content} ({message.state})
        </p>
      ))}
      <button type="button" disabled={newest === undefined} onClick={() => newest && markRead(newest.seq)}>
        I have read this
      </button>
      <button type="button" onClick={() => void client.sendMessage(id, { content: 'Hello' })}>
        Say hello
      </button>
    </>
  );
}

export function OwnMessages() {
  const [id, setId] = useState<string | null>(null);
  return (
    <NatterProvider client={client}>{id === null ? <OwnInbox onOpen={setId} /> : <OwnThread id={id} />}</NatterProvider>
  );
}
