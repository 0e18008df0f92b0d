import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as protocol from '@natter/protocol';
import { makeReferences } from './reference.ts';

const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));
await mkdir(folder, { recursive: true });
for (const [name, text] of makeReferences(protocol)) {
  await writeFile(folder + name, text);
  process.stdout.write(`docs/reference/${name}\n`);
}
