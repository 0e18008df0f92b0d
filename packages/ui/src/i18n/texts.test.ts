import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ERRORS } from '@natter/protocol';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { createNatterI18n } from './create-i18n.ts';
import { en } from './en.ts';
import { enComposer, enInbox, enLater, enLife, enModeration } from './texts.ts';

const CATALOGUES = { en, enComposer, enInbox, enLater, enLife, enModeration };
const keysOf = (catalogue: Readonly<Record<string, string>>) => Object.keys(catalogue);

const source = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|^testing\//.test(name),
);
const parsed = files.map((name) => ({
  name,
  tree: ts.createSourceFile(name, readFileSync(join(source, name), 'utf8'), ts.ScriptTarget.Latest, true),
}));
const SPOKEN = new Set(['aria-label', 'placeholder', 'title', 'alt', 'aria-description', 'aria-roledescription']);
const hasLetters = (text: string) => /\p{Letter}/u.test(text);

function eachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => eachNode(child, visit));
}

describe('the words of the kit', () => {
  it('are never written into a component', () => {
    const found: string[] = [];
    for (const { name, tree } of parsed) {
      eachNode(tree, (node) => {
        if (ts.isJsxText(node) && hasLetters(node.text)) found.push(`${name}: ${node.text.trim()}`);
        if (!ts.isJsxAttribute(node) || !SPOKEN.has(node.name.getText(tree))) return;
        const value = node.initializer;
        if (value !== undefined && ts.isStringLiteral(value) && hasLetters(value.text)) {
          found.push(`${name}: ${value.text}`);
        }
      });
    }
    expect(parsed.length).toBeGreaterThan(40);
    expect(found).toEqual([]);
  });

  it('are all used: a key of the catalogue is asked for somewhere', () => {
    const all = parsed
      .filter(({ name }) => !/(^|\/)en(-[a-z]+)?\.ts$/.test(name))
      .map(({ tree }) => tree.text)
      .join('\n');
    const unused = Object.values(CATALOGUES)
      .flatMap(keysOf)
      .map((key) => key.replace(/_(one|other)$/, ''))
      .filter((key) => {
        const family = key.slice(0, key.lastIndexOf('.') + 1);
        return (
          !all.includes(`'${key}'`) &&
          !all.includes(`"${key}"`) &&
          !all.includes(`\`${family}$`) &&
          !all.includes(`\`${family.split('.').slice(0, 2).join('.')}.$`)
        );
      });
    expect(unused).toEqual([]);
  });

  it('have one place each: a key of one catalogue is in no other', () => {
    const all = Object.values(CATALOGUES).flatMap(keysOf);
    expect(all.length).toBeGreaterThan(300);
    expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
  });

  it('exist for every error a server may answer', () => {
    expect(Object.keys(ERRORS).filter((code) => !(`error.${code}` in en))).toEqual([]);
  });

  it('have plural forms, and fall back to English where a language is missing', () => {
    const { t } = createNatterI18n('sw');
    expect(t('row.unread', { count: 1 })).toBe('1 unread message');
    expect(t('row.unread', { count: 3 })).toBe('3 unread messages');
  });

  it('put names into a text as they are, without escaping them twice', () => {
    expect(createNatterI18n('en').t('typing.one', { name: 'Ann & <Bo>' })).toBe('Ann & <Bo> is typing…');
  });
});
