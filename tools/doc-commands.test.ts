import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../apps/natter/src/run-cli.ts';
import { ROOT } from './lib/doc-examples.ts';

const NEVER = new Set(['node_modules', 'dist']);
const TEXT = /\.(md|service|timer|yaml|example|conf|sh)$|Containerfile$/;
const SPOKEN = /`(?:\S+\/)?natter(?:\.mjs)? ([a-z][^`]*)`/g;
const TYPED = /(?:^|[ /(])natter(?:\.mjs)? ([a-z].*)/;

function everyFileBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NEVER.has(entry.name) ? [] : everyFileBelow(path);
    return [path];
  });
}

const pages = [
  'README.md',
  'CHANGELOG.md',
  ...['docs', 'deploy', 'examples'].flatMap(everyFileBelow).filter((path) => TEXT.test(path)),
];

/** What a page has somebody run, between backticks or in a shell's block, each as `command …`; what follows a `#` is said about it. */
function commandsIn(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const blocks = path.endsWith('.md')
    ? [...text.matchAll(/^```(?:sh|bash)?\n([\s\S]*?)^```/gm)].map(([, one = '']) => one)
    : [text];
  const typed = blocks.flatMap((block) =>
    block
      .replaceAll('\\\n', ' ')
      .replaceAll(/(^|\s)#.*/g, '')
      .split(/&&|\|\||[;|\n]/)
      .flatMap((line) => TYPED.exec(line)?.[1] ?? []),
  );
  return [...typed, ...[...text.matchAll(SPOKEN)].map(([, line = '']) => line)];
}

/** The options that `natter <name> --help` tells of. */
const options = new Map(
  await Promise.all(
    Object.entries(COMMANDS).map(async ([name, { usage }]): Promise<[string, string]> => [name, await usage()]),
  ),
);

describe('what the pages have one run', () => {
  const said = pages.flatMap((path) => commandsIn(path).map((line) => ({ path, line })));

  it('are commands that there are, with options that there are', () => {
    const wrong = said.filter(({ line }) => {
      const [name = '', ...rest] = line.trim().split(/\s+/);
      const usage = options.get(name);
      const flags = rest.flatMap((word) => /^--([a-z-]+)/.exec(word)?.[1] ?? []);
      return usage === undefined || flags.some((flag) => !usage.includes(`--${flag}`));
    });
    expect(wrong).toEqual([]);
    expect(said.length).toBeGreaterThan(60);
  });

  it('name every command somewhere', () => {
    const named = new Set(said.map(({ line }) => line.trim().split(/\s+/)[0]));
    expect(Object.keys(COMMANDS).filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('the numbers to watch', () => {
  it('are those that the server tells', () => {
    const told = ['prometheus-meter.ts', 'metric-help.ts']
      .map((name) => readFileSync(join(ROOT, 'packages/server/src/adapters/prometheus', name), 'utf8'))
      .join('\n');
    const named = ['retention.md', 'monitoring.md'].flatMap((name) => [
      ...readFileSync(join(ROOT, 'docs/operations', name), 'utf8').matchAll(/`natter_(\w+)/g),
    ]);
    expect(named.length).toBeGreaterThan(4);
    expect(
      named.map(([, name = '']) => name).filter((name) => !new RegExp(`(\\b|natter_)${name}\\b`).test(told)),
    ).toEqual([]);
  });
});

describe('the list of what a store is promised', () => {
  const page = readFileSync(join(ROOT, 'docs/operations/success-criteria.md'), 'utf8');
  const named = [...page.matchAll(/`([\w./*-]+\.(?:test|spec)\.tsx?|[\w./-]+\/[\w.-]+\.ts)`/g)].map(
    ([, path = '']) => path,
  );
  const files = ['packages', 'apps', 'e2e', 'tools', 'bench'].flatMap(everyFileBelow);

  it('names only tests that there are', () => {
    const isThere = (name: string) => {
      const pattern = new RegExp(`(^|/)${name.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
      return existsSync(join(ROOT, name)) || files.some((path) => pattern.test(path));
    };
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });
});
