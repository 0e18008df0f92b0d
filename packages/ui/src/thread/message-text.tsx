import type { Mention, Person, UserId } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type ReactNode, useMemo, useState } from 'react';
import { useText } from '../base/ui-context.ts';
import { useLinkFinder } from './link-finder.ts';
import { mentionName, splitText, type TextRun } from './split-text.ts';

/** Longer texts are folded: about what fills a phone's screen. */
const FOLD_CHARACTERS = 1_200;
const FOLD_LINES = 18;

/** Where to fold a text, in UTF-16 units, or null when it is short enough. Cuts at a space or line end, never inside a pair. */
export function foldAt(text: string): number | null {
  let lineEnd = -1;
  for (let line = 0; line < FOLD_LINES; line += 1) {
    lineEnd = text.indexOf('\n', lineEnd + 1);
    if (lineEnd === -1) break;
  }
  if (lineEnd !== -1 && lineEnd < FOLD_CHARACTERS) return lineEnd;
  // A quarter more than the fold is not worth a button.
  if (text.length <= FOLD_CHARACTERS * 1.25) return null;
  const head = [...text.slice(0, FOLD_CHARACTERS)].slice(0, -1).join('');
  const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'));
  return space > FOLD_CHARACTERS / 2 ? space : head.length;
}

function Run({ run, people }: { readonly run: TextRun; readonly people: ReadonlyMap<UserId, Person> }) {
  const { userId } = useNatterClient();
  if (run.kind === 'text') return run.text;
  if (run.kind === 'link') {
    return (
      <a className="ntr-link" href={run.href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
        {run.text}
      </a>
    );
  }
  return (
    <span
      className="ntr-mention"
      data-me={run.userId === userId || undefined}
      title={mentionName(run.userId, people) ?? undefined}
      dir="auto"
    >
      {run.text}
    </span>
  );
}

interface MessageTextProps {
  readonly content: string;
  readonly mentions: readonly Mention[];
  readonly people: ReadonlyMap<UserId, Person>;
  /** Flows at the end of the last line. */
  readonly meta: ReactNode;
}

/** The text of a message: text nodes, links and mentions, in the direction it is written in. */
export function MessageText({ content, mentions, people, meta }: MessageTextProps) {
  const t = useText();
  const fold = useMemo(() => foldAt(content), [content]);
  const [isOpen, setIsOpen] = useState(false);
  const isFolded = fold !== null && !isOpen;
  const findLinks = useLinkFinder();
  const runs = useMemo(
    () => splitText(isFolded ? `${content.slice(0, fold)}…` : content, mentions, findLinks),
    [content, mentions, fold, isFolded, findLinks],
  );
  return (
    <>
      <p className="ntr-message__text" dir="auto">
        {runs.map((run, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: runs of one text have no other identity and never move.
          <Run key={index} run={run} people={people} />
        ))}
        {fold === null && meta}
      </p>
      {fold !== null && (
        <div className="ntr-message__fold">
          <button type="button" className="ntr-message__more" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? t('message.less') : t('message.more')}
          </button>
          {meta}
        </div>
      )}
    </>
  );
}
