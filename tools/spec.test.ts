import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NEVER = new Set(['node_modules', 'dist', '.cache', '.git', '.natter', 'test-results']);
const ID = /\[[A-Z]+-\d+\]/g;

function filesBelow(folder: string, wanted: (name: string) => boolean): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NEVER.has(entry.name) ? [] : filesBelow(path, wanted);
    return wanted(entry.name) ? [path] : [];
  });
}

function idsIn(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].flatMap((match) => match[0].match(ID) ?? []),
  );
}

const defined = idsIn(
  filesBelow(join(ROOT, 'docs/spec'), (name) => name.endsWith('.md')),
  ID,
);
/** The ids that a title begins with: `it('[SEND-1] …`, `probe('name', '[SYNC-1] …`. */
const TITLE = /['"`](\[[A-Z]+-\d+\] ?)+/g;

describe('the promises', () => {
  it('each has one id, and each id one promise', () => {
    expect(defined.filter((id, index) => defined.indexOf(id) !== index)).toEqual([]);
  });

  it('a title of a test names only promises that are made', () => {
    const tests = ['packages', 'apps', 'e2e', 'tools'].flatMap((folder) =>
      filesBelow(join(ROOT, folder), (name) => /\.(test|spec)\.tsx?$/.test(name)),
    );
    const probes = filesBelow(join(ROOT, 'packages/testkit/src/sql'), (name) => name.endsWith('.ts'));
    const known = new Set(defined);
    const used = new Set(idsIn([...tests, ...probes], TITLE));
    expect(used.size).toBeGreaterThan(50);
    expect([...used].filter((id) => !known.has(id))).toEqual([]);
  });
});
