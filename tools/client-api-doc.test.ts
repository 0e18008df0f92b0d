import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '@natter/protocol';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ROOT, readDocExamples } from './lib/doc-examples.ts';

/** What the compiler says of modules that lie beside those of an app, by the rules of this repository. */
function compile(modules: readonly string[]): string[] {
  const base = join(ROOT, 'tsconfig.base.json');
  const { config } = ts.readConfigFile(base, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, lib: ['ES2023', 'DOM'], composite: false, noEmit: true },
    ROOT,
  );
  const files = new Map(modules.map((text, at) => [join(ROOT, 'apps/web/src', `example-${at + 1}.ts`), text]));
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...files.keys()], options, {
    ...host,
    fileExists: (name) => files.has(name) || host.fileExists(name),
    readFile: (name) => files.get(name) ?? host.readFile(name),
    getSourceFile: (name, how) => {
      const text = files.get(name);
      return text === undefined ? host.getSourceFile(name, how) : ts.createSourceFile(name, text, how);
    },
  });
  return [...files.keys()].flatMap((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => `${name.split('/').at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  );
}

describe('the page on the client’s API', () => {
  it('[DOC-1] has examples that compile against the package as it is', () => {
    const examples = readDocExamples();
    expect(examples.length).toBeGreaterThanOrEqual(11);
    expect(compile(examples)).toEqual([]);
  }, 120_000);

  it('[DOC-1] is told when an example calls what is not there', () => {
    const wrong = `import type { NatterClient } from '@natter/client';
      export const wrong = (client: NatterClient) => client.sendMessage('id', { text: 'no such field' });`;
    expect(compile([wrong])).toEqual([expect.stringContaining("'text' does not exist in type 'SendOptions'")]);
  }, 120_000);

  it('[DOC-1] tells the limits that hold', () => {
    const page = readFileSync(join(ROOT, 'docs/client-api.md'), 'utf8');
    const { mentions, bodyBytes, pageMax, messagesPage, conversationsPage, queryLength, noteLength } = LIMITS;
    for (const said of [
      `${bodyBytes / 1024} KiB as JSON, ${mentions} mentions`,
      `\`limit\` is 1–${pageMax}, ${conversationsPage} unless given; \`q\` is part of a name, at most ${queryLength} code points`,
      `\`limit\` is 1–${pageMax}, ${messagesPage} unless given`,
      `more than ${noteLength} code points`,
    ]) {
      expect(page).toContain(said);
    }
  });
});
