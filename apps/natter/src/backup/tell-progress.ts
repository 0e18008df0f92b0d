import { systemClock } from '@natter/server';

/** Work that takes longer than this (milliseconds) says how far it is, and then as often again. */
const EVERY_MS = 3_000;

/** Passes on a sentence about long work at most every three seconds, and none about short work. */
export function tellProgress(tell: (sentence: string) => void): (sentence: () => string) => void {
  let toldMs = systemClock.now();
  return (sentence) => {
    if (systemClock.now() - toldMs < EVERY_MS) return;
    toldMs = systemClock.now();
    tell(sentence());
  };
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** 1234567 → "1.2 MB". */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${UNITS[power]}`;
}

/** 1234567 → "1,234,567". */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
