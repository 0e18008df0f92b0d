import { readFile } from 'node:fs/promises';
import * as protocol from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { makeReferences } from './reference.ts';

describe('the references', () => {
  it.each([...makeReferences(protocol)])('docs/reference/%s is what `npm run gen` makes', async (name, made) => {
    expect(await readFile(new URL(`../docs/reference/${name}`, import.meta.url), 'utf8')).toBe(made);
  });
});
