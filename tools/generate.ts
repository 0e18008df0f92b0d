import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as protocol from '@natter/protocol';
import { makeDashboard } from './dashboard.ts';
import { makeReferences } from './reference.ts';
import { makeStoreEnv } from './store-env.ts';

const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));
await mkdir(folder, { recursive: true });
for (const [name, text] of makeReferences(protocol)) {
  await writeFile(folder + name, text);
  process.stdout.write(`docs/reference/${name}\n`);
}
await writeFile(fileURLToPath(new URL('../deploy/store.env.example', import.meta.url)), makeStoreEnv());
process.stdout.write('deploy/store.env.example\n');
await mkdir(fileURLToPath(new URL('../deploy/grafana/', import.meta.url)), { recursive: true });
await writeFile(fileURLToPath(new URL('../deploy/grafana/natter.json', import.meta.url)), makeDashboard());
process.stdout.write('deploy/grafana/natter.json\n');
