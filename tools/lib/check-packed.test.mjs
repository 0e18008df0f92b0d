import { describe, expect, it } from 'vitest';
import { checkPacked } from './check-packed.mjs';

const manifest = {
  exports: { '.': { 'natter-source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' } },
};
const whole = {
  'dist/index.js': "export * from './part.js';\nconst later = () => import('./later.js');",
  'dist/index.d.ts': "export * from './part.ts';",
  'dist/part.js': '',
  'dist/part.d.ts': '',
  'dist/later.js': '',
};
const faultsOf = (change) => checkPacked(manifest, new Map(Object.entries({ ...whole, ...change })));

describe('a package as it is installed', () => {
  it('is well when everything it promises and imports is in it', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it('must hold what its exports promise', () => {
    const files = new Map(Object.entries(whole));
    files.delete('dist/index.js');
    expect(checkPacked(manifest, files)).toEqual(['exports "." promises ./dist/index.js, which is not packed']);
  });

  it('must hold what its modules and declarations import', () => {
    expect(
      faultsOf({ 'dist/part.js': "import('./gone.js')", 'dist/part.d.ts': "import type { A } from '../gone.ts';" }),
    ).toEqual([
      'dist/part.js imports ./gone.js, which is not packed',
      'dist/part.d.ts imports ../gone.ts, which is not packed',
    ]);
  });

  it('holds nothing that is for tests', () => {
    expect(faultsOf({ 'dist/testing/stub.js': '' })).toEqual(['dist/testing/stub.js is for tests and is packed']);
  });
});
