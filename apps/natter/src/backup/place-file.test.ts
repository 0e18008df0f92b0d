import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { placeFile } from './place-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'natter-place-'));
afterAll(() => rmSync(folder, { recursive: true }));

const place = (to: string) =>
  placeFile(to, { workingFolder: folder, tenantId: 'corner', now: new Date('2026-05-14T03:00:00.000Z') }).path;

describe('where a backup goes', () => {
  it('is a file, or one named after store and moment in a folder', () => {
    expect(place('a.tar.gz')).toBe(join(folder, 'a.tar.gz'));
    expect(place('.')).toBe(join(folder, 'natter-corner-20260514T030000Z.tar.gz'));
  });

  it('is no file called like a folder that is not there', () => {
    expect(() => place('nightly/')).toThrow(`There is no folder ${join(folder, 'nightly')}.`);
  });
});
