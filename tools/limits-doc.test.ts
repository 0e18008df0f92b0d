import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/operations/limits.md'), 'utf8');
/** Rows that end with a file and what stands in it. */
const rows = [...page.matchAll(/^\| (.+?) \| .+ \| `([^`]+\.ts)` `([^`]+)` \|$/gm)];

describe('the page of bounds', () => {
  it.each(rows.map(([, what = '', file = '', words = '']) => ({ what, file, words })))(
    'says what the source says: $what',
    ({ file, words }) => {
      const path = file.startsWith('packages/') ? file : join('packages/server/src', file);
      expect(readFileSync(join(root, path), 'utf8')).toContain(words);
    },
  );

  it('has its rows', () => {
    const written = page.split('\n').filter((line) => line.includes('.ts` `'));
    expect(rows.length).toBe(written.length);
    expect(rows.length).toBeGreaterThan(35);
  });
});
