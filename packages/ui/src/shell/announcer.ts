import type { UiPlatform } from '../base/platform.web.ts';

/** A screen reader is told something at most this often. */
const PACE_MS = 1_000;

export interface Announcer {
  /** Says a sentence; of several within a second the last is said. */
  say(text: string): void;
  /** A message arrived; several within a second are said as a number. */
  message(from: string): void;
}

interface AnnouncerWords {
  readonly one: (from: string) => string;
  readonly several: (count: number) => string;
}

/** Paces what is said to the one live region. `speak` puts a text into it. */
export function createAnnouncer(platform: UiPlatform, words: AnnouncerWords, speak: (text: string) => void): Announcer {
  let senders: string[] = [];
  let sentence: string | null = null;
  let isResting = false;
  const flush = () => {
    isResting = false;
    const [first] = senders;
    const news = first === undefined ? null : senders.length === 1 ? words.one(first) : words.several(senders.length);
    const text = [news, sentence].filter((each) => each !== null).join('. ');
    if (text === '') return;
    senders = [];
    sentence = null;
    speak(text);
    rest();
  };
  const rest = () => {
    isResting = true;
    platform.after(PACE_MS, flush);
  };
  return {
    say: (text) => {
      sentence = text;
      if (!isResting) flush();
    },
    message: (from) => {
      senders.push(from);
      if (!isResting) flush();
    },
  };
}
