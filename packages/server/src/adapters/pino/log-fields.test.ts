import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * What a line of the log may tell, beside its name. Who needs another field adds it here, having thought about what can stand in it: numbers,
 * words of our own, ids (which are hashed), errors (which are scrubbed). Never what somebody wrote.
 */
const FIELDS = new Set(
  `error reason event nodeId roles steps url sentence query tookMs outcome checks what why retryMs spans calls people kind job jobs done
   batches isWhole failures differenceMs drainSeconds command requestId route where`.split(/\s+/),
);

const ROOTS = ['packages/server/src', 'apps/natter/src'].map((path) =>
  join(fileURLToPath(new URL('../../../../..', import.meta.url)), path),
);
const CALL = /\blog\??\.(?:debug|info|warn|error)\(\s*(['"`])([^'"`]+)\1\s*(?:,\s*(\{[^}]*\}|[\w.]+))?/g;

/** Each line that is written in the sources: its name, and the names of its fields; `…line` for what is spread. */
function listLines(): { at: string; event: string; fields: string[] }[] {
  return ROOTS.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|testing\//.test(path))
      .flatMap((path) =>
        [...readFileSync(join(root, path), 'utf8').matchAll(CALL)].map(([, , event = '', given = '']) => ({
          at: path,
          event,
          fields: [...given.matchAll(/(?:^\{|,)\s*(\.\.\.)?(\w+)/g)].flatMap(([, spread, name = '']) =>
            spread ? [] : [name],
          ),
        })),
      ),
  );
}

describe('[SEE-4] the lines that we write', () => {
  it('tell only what was thought about', () => {
    const lines = listLines();
    expect(lines.length).toBeGreaterThan(40);
    const odd = lines.flatMap(({ at, event, fields }) =>
      fields.filter((field) => !FIELDS.has(field)).map((field) => `${at}: ${event} tells ${field}`),
    );
    expect(odd).toEqual([]);
  });

  it('have a name of ours, not a sentence with something in it', () => {
    const odd = listLines().filter(({ event }) => !/^[a-z_.]+(\$\{error\.code\})?$/.test(event));
    expect(odd.map(({ at, event }) => `${at}: ${event}`)).toEqual([]);
  });
});
