import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/embed.md'), 'utf8');
const folder = join(ROOT, 'examples/embed');
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(tsx?|css|html)$/.test(name),
);

/** A file of the examples, each taken over whole, or named for reading on. */
const shown = [...page.matchAll(/<!-- examples\/embed\/(\S+) -->\n+```\w+\n([\s\S]*?)```/g)].map(([, name, text]) => ({
  name: name ?? '',
  text,
}));

describe('the page on embedding', () => {
  it('shows the examples as they are compiled', () => {
    expect(shown.length).toBeGreaterThanOrEqual(4);
    for (const { name, text } of shown) {
      const source = readFileSync(join(folder, name), 'utf8');
      // A part of a file stands in it as it is; a whole file is its own part.
      expect(source.includes(text ?? 'nothing'), `${name} holds what the page shows of it`).toBe(true);
    }
  });

  it('leaves no example unmentioned', () => {
    expect(sources.filter((name) => !page.includes(`examples/embed/${name}`))).toEqual([]);
  });
});
