import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent, HistoryNote } from './history-event.ts';

/** An append-only file of one device: a JSON object per line. */
export interface History {
  note(note: HistoryNote): void;
}

/** The histories of a run, one file per device in one folder. */
export interface Histories {
  /** Milliseconds since the run began. */
  now(): number;
  of(device: string, person: string): History;
  close(): void;
}

export function openHistories(folder: string): Histories {
  mkdirSync(folder, { recursive: true });
  const began = performance.now();
  const files = new Map<string, number>();
  const now = () => Math.round((performance.now() - began) * 1000) / 1000;
  return {
    now,
    of(device, person) {
      const file = files.get(device) ?? openSync(join(folder, `${device}.jsonl`), 'a');
      files.set(device, file);
      return {
        note: (note) => {
          if (files.get(device) !== file) return;
          writeSync(file, `${JSON.stringify({ at: now(), device, person, ...note })}\n`);
        },
      };
    },
    close() {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}

/** All events of a run in the order in which they happened. */
export function readHistories(folder: string): HistoryEvent[] {
  const events = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HistoryEvent);
  return events.sort((a, b) => a.at - b.at);
}
