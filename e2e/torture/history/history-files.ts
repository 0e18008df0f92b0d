import { closeSync, mkdirSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { HistoryEvent, HistoryNote } from './history-event.ts';

/** An append-only file of one device: a JSON object per line. */
export interface History {
  note(note: HistoryNote): void;
}

/** The histories of a run, one file per device in one folder. */
export interface Histories {
  /** Milliseconds since the run began. */
  now(): number;
  /** How many sends have been begun, each attempt of those that were tried again. */
  sends(): number;
  of(device: string, person: string): History;
  close(): void;
}

/** So many characters of one file wait until they are written: a line each would cost more than what it tells of. */
const WAITING_MOST = 16_384;
const READ_BYTES = 65_536;

interface OpenFile {
  readonly file: number;
  waiting: string;
}

export function openHistories(folder: string): Histories {
  mkdirSync(folder, { recursive: true });
  const began = performance.now();
  const files = new Map<string, OpenFile>();
  let sends = 0;
  const now = () => Math.round((performance.now() - began) * 1000) / 1000;
  const write = (open: OpenFile) => {
    if (open.waiting !== '') writeSync(open.file, open.waiting);
    open.waiting = '';
  };
  return {
    now,
    sends: () => sends,
    of(device, person) {
      const open = files.get(device) ?? { file: openSync(join(folder, `${device}.jsonl`), 'a'), waiting: '' };
      files.set(device, open);
      return {
        note: (note) => {
          if (files.get(device) !== open) return;
          if (note.op === 'send' && note.phase === 'invoke') sends += 1;
          open.waiting += `${JSON.stringify({ at: now(), device, person, ...note })}\n`;
          if (open.waiting.length > WAITING_MOST) write(open);
        },
      };
    },
    close() {
      for (const open of files.values()) {
        write(open);
        closeSync(open.file);
      }
      files.clear();
    },
  };
}

/**
 * All events of a run in the order in which they happened, as often as they are gone through. The files are read side by side, so that
 * no more than a piece of each is held at once.
 */
export function streamHistories(folder: string): Iterable<HistoryEvent> {
  const paths = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(folder, name));
  return { [Symbol.iterator]: () => merge(paths.map(readFile)) };
}

function* readFile(path: string): Generator<HistoryEvent> {
  const file = openSync(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const bytes = Buffer.alloc(READ_BYTES);
    let rest = '';
    for (let count = readSync(file, bytes); count > 0; count = readSync(file, bytes)) {
      const lines = (rest + decoder.write(bytes.subarray(0, count))).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line);
    }
  } finally {
    closeSync(file);
  }
}

/** Each of the sources is in order of time; there are few of them. */
function* merge(sources: readonly Generator<HistoryEvent>[]): Generator<HistoryEvent> {
  const heads = sources.map((source) => ({ source, next: source.next() }));
  for (;;) {
    let first: (typeof heads)[number] | null = null;
    for (const head of heads) {
      if (head.next.done) continue;
      if (first === null || first.next.done || head.next.value.at < first.next.value.at) first = head;
    }
    if (first === null || first.next.done) return;
    yield first.next.value;
    first.next = first.source.next();
  }
}

/** All events of a run in the order in which they happened. */
export function readHistories(folder: string): HistoryEvent[] {
  return [...streamHistories(folder)];
}
