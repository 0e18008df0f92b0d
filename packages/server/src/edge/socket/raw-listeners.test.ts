import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '../..');

describe('packets of clients', () => {
  it('[SOCK-3] are listened to in one file only, where nothing can throw', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    const listening = files.filter((file) =>
      /\bsocket\s*\.\s*(on|once|onAny|prependAny|addListener|use)\s*\(/.test(readFileSync(join(source, file), 'utf8')),
    );
    expect(listening).toEqual([join('edge', 'socket', 'receive-commands.ts')]);
  });
});
