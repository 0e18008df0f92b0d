import type { Message, Person, ReplyTo, UserId } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useEffect, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { type Named, PersonName } from '../parts/person-name.tsx';

/** Two lines show at most; more text than this is never needed (code points). */
const SHOWN_CHARACTERS = 200;

interface QuotedWords {
  readonly text: string;
  /** The quoted message can be shown in the thread. */
  readonly isHere: boolean;
  /** Somebody's own words, not the kit's about them. */
  readonly isText: boolean;
}

const shorten = (text: string) => [...text.slice(0, 2 * SHOWN_CHARACTERS)].slice(0, SHOWN_CHARACTERS).join('');

/**
 * What a quote says: the quoted message as it stands in the thread, else the preview that came with the reply. A reply that
 * was broadcast brings neither, and the message it answers may be far above: then the server is asked once.
 *
 * @returns null while it is not known yet.
 */
export function useQuoted(replyTo: ReplyTo | null, conversationId: string, quoted: Message | null): QuotedWords | null {
  const { t } = useUi();
  const client = useNatterClient();
  const { plain } = useFormatting();
  const [fetched, setFetched] = useState<string | null | undefined>(undefined);
  const seq = replyTo?.seq;
  const isAsked = seq !== undefined && quoted === null && replyTo?.preview === undefined;
  useEffect(() => {
    if (!isAsked || seq === undefined) return;
    let isCurrent = true;
    client.getConversationMessages(conversationId, { around: seq, limit: 1 }).then(
      ({ items }) => {
        if (isCurrent) setFetched(items.find((each) => each.seq === seq)?.content ?? null);
      },
      // Without a network the quote says that it is not to be had; the next visit asks again.
      () => {
        if (isCurrent) setFetched(null);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [client, conversationId, seq, isAsked]);

  if (quoted !== null) {
    if (quoted.content !== null) return { text: plain(shorten(quoted.content)), isHere: true, isText: true };
    const key = quoted.deletedAt === null ? 'message.unsupported' : 'message.deleted';
    return { text: t(key), isHere: true, isText: false };
  }
  if (replyTo === null) return null;
  const preview = isAsked ? fetched : replyTo.preview;
  if (preview === undefined) return null;
  if (preview === null) return { text: t('quote.gone'), isHere: false, isText: false };
  return { text: plain(shorten(preview)), isHere: true, isText: true };
}

/** Who stands above a quote: "You", or its author. */
export function useQuoteAuthor(senderId: UserId | null, people: ReadonlyMap<UserId, Person>): Named {
  const { t } = useUi();
  const { userId } = useNatterClient();
  if (senderId === userId) return { displayName: t('app.you') };
  return (senderId === null ? undefined : people.get(senderId)) ?? { displayName: t('app.unknownPerson') };
}

interface MessageQuoteProps {
  readonly author: Named;
  readonly words: QuotedWords | null;
  readonly onOpen: () => void;
}

/**
 * The message that this one answers, above its text. A press shows it in the thread; the keyboard's way there is the
 * message's menu, so that the thread stays one stop of the Tab key.
 */
export function MessageQuote({ author, words, onOpen }: MessageQuoteProps) {
  const { t } = useUi();
  const lines = (
    <>
      <span className="ntr-quote__author">
        <PersonName person={author} />
      </span>
      <span className="ntr-quote__text" dir="auto" data-gone={words?.isText === false || undefined}>
        {words?.text ?? '…'}
      </span>
    </>
  );
  if (words?.isHere === false) return <div className="ntr-quote">{lines}</div>;
  return (
    <button type="button" className="ntr-quote" tabIndex={-1} title={t('quote.show')} onClick={onOpen}>
      {lines}
    </button>
  );
}
