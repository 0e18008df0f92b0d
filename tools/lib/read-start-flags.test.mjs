import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStartFlags } from './read-start-flags.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'natter-flags-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (args, env = {}) => readStartFlags(args, env, folder);

describe('the flags of npm start', () => {
  it('are those of the demo by default', () => {
    expect(read([])).toEqual({ edition: 'social', port: '4000', host: '127.0.0.1', isHelp: false, others: [] });
  });

  it.each([
    [['--edition', 'bookstore', '--port', '5000', '--host', '0.0.0.0']],
    [['--port=5000', '--edition=bookstore', '--host=0.0.0.0']],
  ])('are read in either form, and port and host are taken out of what goes on: %j', (args) => {
    const { others, ...flags } = read(args);
    expect(flags).toEqual({ edition: 'bookstore', port: '5000', host: '0.0.0.0', isHelp: false });
    expect(others.join('=')).toBe('--edition=bookstore');
  });

  it('win over the environment, which wins over the file', () => {
    writeFileSync(join(folder, '.env'), 'NATTER_EDITION=marketplace\nPORT=4001\n');
    expect(read([])).toMatchObject({ edition: 'marketplace', port: '4001' });
    expect(read([], { NATTER_EDITION: 'bookstore', PORT: '' })).toMatchObject({ edition: 'bookstore', port: '4001' });
    expect(read(['--edition', 'social', '--port', '0'], { NATTER_EDITION: 'bookstore' })).toMatchObject({
      edition: 'social',
      port: '0',
    });
  });

  it('that nobody knows go on to the demo, which says so', () => {
    expect(read(['--edition', 'bookstore', '--prot', '1']).others).toEqual(['--edition', 'bookstore', '--prot', '1']);
    expect(read(['-h']).isHelp).toBe(true);
  });
});
