import { type FormattedBlock, type FormattedItem, MARKS } from '@natter/model';
import type { Mention, Person, UserId } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { createElement, type ReactNode, useMemo, useState } from 'react';
import { useText } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import type { FindLinks } from './found-link.ts';
import { useLinkFinder } from './link-finder.ts';
import { isOnlyEmoji } from './only-emoji.ts';
import { type MentionRange, mentionName, mentionRanges, splitText, type TextRun } from './split-text.ts';

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

interface Scene {
  readonly me: UserId;
  readonly people: ReadonlyMap<UserId, Person>;
  readonly mentions: readonly MentionRange[];
  readonly findLinks: FindLinks | null;
}

/** Given one by one, children need no keys: parts of one text have no other identity and never move. */
const put = (tag: string, props: object | null, children: readonly ReactNode[]) =>
  createElement(tag, props, ...children);

function drawRun(run: TextRun, { me, people }: Scene): ReactNode {
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
      data-me={run.userId === me || undefined}
      title={mentionName(run.userId, people) ?? undefined}
      dir="auto"
    >
      {run.text}
    </span>
  );
}

const TAGS = [
  [MARKS.code, 'code'],
  [MARKS.strike, 's'],
  [MARKS.italic, 'em'],
  [MARKS.bold, 'strong'],
] as const;

/** The runs of an item up to `until`, as text in the elements of their marks: no text is ever markup. */
function drawItem(text: string, { runs }: FormattedItem, until: number, scene: Scene): ReactNode[] {
  return runs.flatMap(({ start, end, marks }) => {
    if (start >= until) return [];
    const findLinks = marks & MARKS.code ? null : scene.findLinks;
    let drawn = splitText(text, { start, end: Math.min(end, until) }, scene.mentions, findLinks).map((run) =>
      drawRun(run, scene),
    );
    for (const [mark, tag] of TAGS) if (marks & mark) drawn = [put(tag, null, drawn)];
    return drawn;
  });
}

const LISTS = { bullets: 'ul', numbers: 'ol' } as const;

function drawBlock({ kind, items }: FormattedBlock, text: string, until: number, scene: Scene): ReactNode[] {
  const shown = items.filter(({ runs: [first] }) => first !== undefined && first.start < until);
  if (shown.length === 0) return [];
  if (kind === 'bullets' || kind === 'numbers') {
    const entries = shown.map((item) => put('li', { value: item.number }, drawItem(text, item, until, scene)));
    return [put(LISTS[kind], null, entries)];
  }
  const drawn = shown.flatMap((item) => drawItem(text, item, until, scene));
  return kind === 'text' ? drawn : [put(kind === 'code' ? 'pre' : 'blockquote', null, drawn)];
}

interface MessageTextProps {
  readonly content: string;
  readonly mentions: readonly Mention[];
  readonly people: ReadonlyMap<UserId, Person>;
  /** Flows at the end of the last line. */
  readonly meta: ReactNode;
}

/** The text of a message: text nodes with their formatting, links and mentions, in the direction it is written in. */
export function MessageText({ content, mentions, people, meta }: MessageTextProps) {
  const t = useText();
  const { userId: me } = useNatterClient();
  const { blocksOf } = useFormatting();
  const fold = useMemo(() => foldAt(content), [content]);
  const [isOpen, setIsOpen] = useState(false);
  const isFolded = fold !== null && !isOpen;
  const findLinks = useLinkFinder();
  const parsed = useMemo(() => {
    const ranges = mentionRanges(content, mentions);
    return { ranges, blocks: blocksOf(content, ranges) };
  }, [content, mentions, blocksOf]);
  const until = isFolded ? fold : content.length;
  const scene = { me, people, mentions: parsed.ranges, findLinks };
  const drawn = parsed.blocks.flatMap((block) => drawBlock(block, content, until, scene));
  return (
    <>
      {put('div', { className: 'ntr-message__text', dir: 'auto' }, [
        ...(isOnlyEmoji(content) ? [put('span', { className: 'ntr-message__emoji' }, drawn)] : drawn),
        isFolded && '…',
        fold === null && meta,
      ])}
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
