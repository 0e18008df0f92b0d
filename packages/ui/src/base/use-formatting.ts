import { type FormattedBlock, parseFormatting, plainText, type TextRange } from '@natter/model';
import { useStanding } from './use-standing.ts';

export interface Formatting {
  readonly isOn: boolean;
  /** A message's text as it is shown; `whole`: ranges that are never broken (UTF-16 units). */
  readonly blocksOf: (text: string, whole: readonly TextRange[]) => readonly FormattedBlock[];
  /** The same for one line: without markers. */
  readonly plain: (text: string) => string;
}

const ON: Formatting = { isOn: true, blocksOf: parseFormatting, plain: plainText };
const OFF: Formatting = {
  isOn: false,
  blocksOf: (text) => [{ kind: 'text', items: [{ runs: [{ start: 0, end: text.length, marks: 0 }] }] }],
  plain: (text) => text,
};

/**
 * How this deployment shows markers of formatting: as what they mean, or as they were typed. Until it is known they count as
 * switched on, so that no text changes its shape while one looks. The same object until that changes.
 */
export function useFormatting(): Formatting {
  return useStanding().config?.features.formatting === false ? OFF : ON;
}
