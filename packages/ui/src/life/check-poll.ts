import { codePointLength } from '@natter/model';
import { LIMITS } from '@natter/protocol';

/** A poll as it is being written. */
export interface PollDraft {
  readonly question: string;
  readonly options: readonly string[];
}

export type PollFault = 'question' | 'longQuestion' | 'few' | 'twice' | 'long';

/** The answers that say something, without spaces around them. */
export function filledOptions({ options }: Pick<PollDraft, 'options'>): string[] {
  return options.map((each) => each.trim()).filter((each) => each !== '');
}

/** Why a poll cannot be sent; null: it can. `maxLength`: of a question, in code points. */
export function faultOf(draft: PollDraft, maxLength: number): PollFault | null {
  const options = filledOptions(draft);
  if (draft.question.trim() === '') return 'question';
  if (codePointLength(draft.question.trim()) > maxLength) return 'longQuestion';
  if (options.length < LIMITS.pollOptionsMin) return 'few';
  if (options.some((each) => codePointLength(each) > LIMITS.pollOptionLength)) return 'long';
  return new Set(options).size < options.length ? 'twice' : null;
}

/** The fields to show: what is written, and one empty field to go on in while there is room. */
export function withRoom(options: readonly string[]): readonly string[] {
  const isFull = options.length >= LIMITS.pollOptions;
  const isOpen = options.at(-1)?.trim() === '';
  return isFull || (isOpen && options.length >= LIMITS.pollOptionsMin) ? options : [...options, ''];
}

/** Lines that were pasted into the field at `at`: an answer each, no more than a poll holds. */
export function pasteLines(options: readonly string[], at: number, text: string): readonly string[] {
  const lines = text
    .split(/\r?\n/u)
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const kept = [...options.slice(0, at), ...lines, ...options.slice(at + 1).filter((each) => each.trim() !== '')];
  return withRoom(kept.slice(0, LIMITS.pollOptions));
}
