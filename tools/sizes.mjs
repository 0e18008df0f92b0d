// `npm run sizes`: what an embedder and a visitor pay for, in bytes after gzip, against budgets (docs/decisions/0007). Fails when one is over.
import { buildPart, isStale, parts } from './lib/build-parts.mjs';
import { checkNodeVersion } from './lib/check-node-version.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { measureBundle, measurePage } from './lib/measure-sizes.mjs';
import { inRoot } from './lib/paths.mjs';
import { say, withProgress } from './lib/say.mjs';

checkNodeVersion();
await ensureInstalled();

const web = parts.find(({ name }) => name === 'web');
if (isStale(web)) await withProgress('Building the web', () => buildPart(web));

const kit = `
  export { createNatterClient } from '@natter/client';
  export { NatterProvider } from '@natter/react';
  export { ConversationListPage, MessageThreadPage, UiProvider } from '@natter/ui';
`;
/** Budgets in bytes. */
const sizes = [
  {
    what: 'client, with all it needs',
    budget: 50_000,
    measure: () => measureBundle(`export * from '@natter/client';`),
  },
  {
    what: 'inbox and thread with the client, without React',
    budget: 110_000,
    measure: () => measureBundle(kit, ['react', 'react-dom', 'react/*', 'react-dom/*']),
  },
  {
    what: 'first JavaScript of the web app',
    budget: 170_000,
    measure: () => measurePage(inRoot('apps/web/dist'), 'index.html'),
  },
];

let failed = 0;
for (const { what, budget, measure } of sizes) {
  const bytes = await measure();
  const isOver = bytes > budget;
  if (isOver) failed += 1;
  say(`${isOver ? '✗' : '✓'} ${what}: ${bytes.toLocaleString('en')} of ${budget.toLocaleString('en')} bytes`);
}
say(`sizes: ${sizes.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
