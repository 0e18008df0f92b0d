import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { describeOptions } from '@natter/server';
import { describe, expect, it } from 'vitest';
import { makeStoreEnv } from './store-env.ts';

const committed = () => readFile(new URL('../deploy/store.env.example', import.meta.url), 'utf8');

describe('the template of a store’s settings', () => {
  it('[ENV-1] is what `npm run gen` makes', async () => {
    expect(await committed()).toBe(makeStoreEnv());
  });

  it('[ENV-1] names every variable there is, once', async () => {
    const named = [...(await committed()).matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect([...named].sort()).toEqual(
      describeOptions()
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('[ENV-1] shows defaults that hold: uncommented, it says the same', () => {
    const shown = parseEnv(makeStoreEnv().replaceAll(/^#([A-Z_]+=)/gm, '$1'));
    for (const { name, default: fallback } of describeOptions()) {
      if (fallback !== null && fallback !== 'empty' && !(name in parseEnv(makeStoreEnv()))) {
        expect([name, shown[name]]).toEqual([name, fallback]);
      }
    }
  });
});
