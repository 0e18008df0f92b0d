import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const pages = readdirSync(join(ROOT, 'docs/hosts')).filter((name) => name.endsWith('.md'));

describe.each(pages)('the page on a host, %s', (name) => {
  const page = readFileSync(join(ROOT, 'docs/hosts', name), 'utf8');
  const app = `apps/hosts/${name.replace(/\.md$/, '')}`;

  it('shows the host’s files as they are', () => {
    const excerpts = [...page.matchAll(/<!-- (apps\/hosts\/\S+) -->\n+```\w+\n([\s\S]*?)```/g)];
    expect(excerpts.length).toBeGreaterThanOrEqual(5);
    for (const [, path = '', text = 'nothing'] of excerpts) {
      expect(readFileSync(join(ROOT, path), 'utf8').includes(text), `${path} holds what the page shows of it`).toBe(
        true,
      );
    }
  });

  it('names only what is there', () => {
    const named = [...page.matchAll(/`(src\/[\w./-]+|e2e\/[\w./-]+|tools\/[\w./-]+)`/g)].map(([, path = '']) => path);
    const missing = named.filter((path) => !existsSync(join(ROOT, path.startsWith('src/') ? `${app}/${path}` : path)));
    expect(named.length).toBeGreaterThan(3);
    expect(missing).toEqual([]);
  });
});
