import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryNote } from './history-event.ts';
import { openHistories, readHistories, streamHistories } from './history-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'natter-histories-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fault = (kind: string): HistoryNote => ({ op: 'fault', kind, detail: '日本語 🙂'.repeat(40) });

describe('histories', () => {
  it('come back in the order in which things happened, whoever noted them, as often as they are asked for', () => {
    const histories = openHistories(folder);
    const three = ['ada', 'bo', 'cy'].map((name) => histories.of(name, name));
    // Far more than is held back or read at once, with letters of several bytes across the pieces.
    for (let n = 0; n < 3_000; n++) three[(n * 7) % 3]?.note(fault(String(n)));
    histories.close();
    const stream = streamHistories(folder);
    const kinds = () => [...stream].map((event) => (event.op === 'fault' ? event.kind : ''));
    const inOrder = Array.from({ length: 3_000 }, (_, n) => String(n));
    expect(new Set(kinds())).toEqual(new Set(inOrder));
    const times = readHistories(folder).map((event) => event.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(kinds().length).toBe(3_000);
  });

  it('take nothing more once they are closed', () => {
    const histories = openHistories(folder);
    const ada = histories.of('ada', 'ada');
    ada.note(fault('before'));
    histories.close();
    ada.note(fault('after'));
    expect(readHistories(folder).map((event) => event.op === 'fault' && event.kind)).toEqual(['before']);
  });
});
