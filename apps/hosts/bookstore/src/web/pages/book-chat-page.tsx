import { type FormEvent, useCallback, useEffect, useState } from 'react';
import type { ChatLine } from '../../shared/wire.ts';
import { sentenceOf, shopApi } from '../shop-api.ts';

const EVERY_MS = 4_000;
const MASK = 'back-room:mask';

/** A random word of this tab's own; with it goes the alias. */
function readMask(): string {
  const kept = sessionStorage.getItem(MASK);
  if (kept !== null) return kept;
  const made = crypto.getRandomValues(new Uint32Array(4)).join('-');
  sessionStorage.setItem(MASK, made);
  return made;
}

function useChat() {
  const [lines, setLines] = useState<readonly ChatLine[]>([]);
  const [trouble, setTrouble] = useState('');
  const look = useCallback(() => {
    if (document.visibilityState === 'hidden') return;
    shopApi.bookChat().then(
      (answer) => {
        setLines(answer.lines);
        setTrouble('');
      },
      (error: unknown) => setTrouble(sentenceOf(error)),
    );
  }, []);
  useEffect(() => {
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, [look]);
  return { lines, setLines, trouble, setTrouble };
}

/** The shop's anonymous book chat. It was here before there were messages, and has nothing to do with them. */
export function BookChatPage() {
  const { lines, setLines, trouble, setTrouble } = useChat();
  const [text, setText] = useState('');
  const say = (event: FormEvent) => {
    event.preventDefault();
    shopApi.sayInBookChat(text, readMask()).then(
      (answer) => {
        setLines(answer.lines);
        setTrouble('');
        setText('');
      },
      (error: unknown) => setTrouble(sentenceOf(error)),
    );
  };
  return (
    <main className="br-page br-chat">
      <h1 className="br-title">Book chat</h1>
      <p className="br-text">
        Behind a mask, for whoever is in the shop. No names, no accounts, nothing kept of who you are.
      </p>
      <ol className="br-chat__lines" aria-label="What was said">
        {lines.map((line) => (
          <li key={line.id} className="br-chat__line">
            <span className="br-chat__alias">{line.alias}</span>
            <span dir="auto">{line.text}</span>
          </li>
        ))}
      </ol>
      <form className="br-chat__form" onSubmit={say}>
        <label className="br-hidden" htmlFor="chat-text">
          Say something about a book
        </label>
        <input
          id="chat-text"
          className="br-input"
          value={text}
          maxLength={280}
          placeholder="Say something about a book"
          autoComplete="off"
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="br-button" disabled={text.trim() === ''}>
          Say it
        </button>
      </form>
      <p className="br-text" role="status">
        {trouble}
      </p>
    </main>
  );
}
