import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The examples of docs/client-api.md, each a module, in their order. */
export function readDocExamples(): string[] {
  const page = readFileSync(join(ROOT, 'docs/client-api.md'), 'utf8');
  return [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');
}
