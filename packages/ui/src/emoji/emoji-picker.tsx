import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { EMOJI, EMOJI_GROUPS, type EmojiGroup, findEmoji, inTone, nameOfEmoji } from './find-emoji.ts';
import { COLUMNS, cellAfter, type PickerRow, rowsOf } from './picker-rows.ts';
import { noteEmoji, readRecentEmoji } from './recent-emoji.ts';
import { readSkinTone, type SkinTone, writeSkinTone } from './skin-tone.ts';
import { SkinToneChoice } from './skin-tone-choice.tsx';

/** Of a row, as the style sheet has it (px at the browser's usual size of text). */
const ROW_PX = 40;
const HEAD_PX = 32;
const FOUND_MOST = 120;

const SIGNS: Record<EmojiGroup, string> = {
  smileys: '😀',
  people: '👋',
  nature: '🐻',
  food: '🍎',
  travel: '🚗',
  activities: '⚽',
  objects: '💡',
  symbols: '🔣',
  flags: '🏁',
};

export interface EmojiPickerProps {
  /** An emoji was chosen, in the chosen skin tone. It is remembered as used. */
  readonly onPick: (emoji: string, by: 'key' | 'pointer') => void;
  /** Escape was pressed. Focus is the caller's to give back. */
  readonly onClose: () => void;
  /** The search has the focus from the beginning; not wanted where a touch keyboard would cover everything. */
  readonly autoFocus?: boolean;
}

function usePickerRows(search: string, tone: SkinTone) {
  const { platform } = useUi();
  // As it was when the picker was opened: nothing moves under a finger that chooses several.
  const [recent] = useState(() => readRecentEmoji(platform));
  return useMemo(() => {
    const isSearch = search.trim() !== '';
    const groups: [PickerRow['group'], readonly string[]][] = isSearch
      ? [['found', findEmoji(search, FOUND_MOST).map((each) => inTone(each, tone))]]
      : [
          ['recent', recent],
          ...[...EMOJI].map(([group, all]): [EmojiGroup, string[]] => [group, all.map((each) => inTone(each, tone))]),
        ];
    return rowsOf(groups);
  }, [search, tone, recent]);
}

/**
 * Emoji to choose from: by search, by group, or used before. The keyboard stays in the search: arrows move over the emoji,
 * Enter takes the one that is marked, or the first that was found.
 */
export function EmojiPicker({ onPick, onClose, autoFocus = false }: EmojiPickerProps) {
  const { platform } = useUi();
  const t = useMoreTexts(enComposer);
  const [search, setSearch] = useState('');
  const [tone, setTone] = useState(() => readSkinTone(platform));
  const [active, setActive] = useState<{ row: number; column: number } | null>(null);
  const rows = usePickerRows(search, tone);
  const scrollRef = useRef<HTMLDivElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (at) => (rows[at]?.emoji === null ? HEAD_PX : ROW_PX),
    overscan: 3,
    // Before it is measured: about what it will be.
    initialRect: { width: 340, height: 300 },
  });
  useEffect(() => {
    if (autoFocus) searchRef.current?.focus({ preventScroll: true });
  }, [autoFocus]);

  const emojiAt = (at: typeof active) => (at === null ? undefined : rows[at.row]?.emoji?.[at.column]);
  const pick = (emoji: string, by: 'key' | 'pointer') => {
    noteEmoji(platform, emoji);
    onPick(emoji, by);
  };
  const look = (words: string) => {
    setSearch(words);
    setActive(null);
    virtual.scrollToOffset(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = cellAfter(rows, active, event.key, getComputedStyle(event.currentTarget).direction === 'rtl');
    const chosen =
      emojiAt(active) ?? (search.trim() === '' ? undefined : emojiAt(cellAfter(rows, null, 'ArrowDown', false)));
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && event.target === searchRef.current) {
      if (chosen !== undefined) pick(chosen, 'key');
    } else if (next !== null && event.target === searchRef.current) {
      setActive(next);
      virtual.scrollToIndex(next.row);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const cellId = (at: { row: number; column: number }) => `${id}-${at.row}-${at.column}`;
  const shown = emojiAt(active);

  return (
    <div className="ntr-emoji" role="dialog" aria-label={t('emoji.title')} onKeyDown={onKeyDown}>
      <div className="ntr-emoji__head">
        <input
          ref={searchRef}
          className="ntr-emoji__search"
          type="text"
          role="combobox"
          enterKeyHint="search"
          autoComplete="off"
          spellCheck={false}
          placeholder={t('emoji.search')}
          aria-label={t('emoji.search')}
          aria-controls={`${id}-grid`}
          aria-expanded
          aria-haspopup="grid"
          aria-activedescendant={active === null ? undefined : cellId(active)}
          value={search}
          onChange={(event) => look(event.currentTarget.value)}
        />
        <SkinToneChoice
          tone={tone}
          onChange={(chosen) => {
            writeSkinTone(platform, chosen);
            setTone(chosen);
          }}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys alone. */}
      <div ref={scrollRef} className="ntr-emoji__scroll" tabIndex={0}>
        {rows.length === 0 && <p className="ntr-emoji__none">{t('emoji.none')}</p>}
        {/* biome-ignore lint/a11y/useSemanticElements: most rows of a table would be missing here. */}
        <div
          id={`${id}-grid`}
          role="grid"
          aria-label={t('emoji.title')}
          aria-rowcount={rows.length}
          aria-colcount={COLUMNS}
          style={{ blockSize: virtual.getTotalSize(), position: 'relative' }}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the search holds the focus and points at cells.
              // biome-ignore lint/a11y/useSemanticElements: as above.
              <div
                key={index}
                role="row"
                className="ntr-emoji__row"
                aria-rowindex={index + 1}
                style={{ transform: `translateY(${start}px)` }}
              >
                {row.emoji === null ? (
                  // biome-ignore lint/a11y/useFocusableInteractive: as above.
                  // biome-ignore lint/a11y/useSemanticElements: as above.
                  <span role="rowheader" aria-colspan={COLUMNS} className="ntr-emoji__group">
                    {t(
                      row.group === 'recent' || row.group === 'found'
                        ? `emoji.${row.group}`
                        : `emoji.group.${row.group}`,
                    )}
                  </span>
                ) : (
                  row.emoji.map((emoji, column) => (
                    // biome-ignore lint/a11y/useSemanticElements: as above.
                    <button
                      key={emoji}
                      id={cellId({ row: index, column })}
                      type="button"
                      role="gridcell"
                      tabIndex={-1}
                      className="ntr-emoji__cell"
                      aria-label={nameOfEmoji(emoji)}
                      title={nameOfEmoji(emoji)}
                      data-active={(active?.row === index && active.column === column) || undefined}
                      onClick={() => pick(emoji, 'pointer')}
                    >
                      {emoji}
                    </button>
                  ))
                )}
              </div>
            );
          })}
        </div>
      </div>
      <div className="ntr-emoji__foot">
        {shown === undefined ? (
          EMOJI_GROUPS.map((group) => (
            <button
              key={group}
              type="button"
              className="ntr-emoji__jump"
              title={t(`emoji.group.${group}`)}
              aria-label={t(`emoji.group.${group}`)}
              onClick={() => {
                look('');
                const at = rowsOfGroup(rows, group);
                if (at !== -1) virtual.scrollToIndex(at, { align: 'start' });
              }}
            >
              {SIGNS[group]}
            </button>
          ))
        ) : (
          <p className="ntr-emoji__name">
            <span aria-hidden="true">{shown}</span> {nameOfEmoji(shown)}
          </p>
        )}
      </div>
    </div>
  );
}

/** Where a group begins, or -1. */
function rowsOfGroup(rows: readonly PickerRow[], group: EmojiGroup): number {
  return rows.findIndex((row) => row.group === group && row.emoji === null);
}
