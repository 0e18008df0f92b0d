import { readFileSync } from 'node:fs';
import { say } from './say.mjs';

/** Ends the process with a sentence when this Node is older than the `engines` of package.json ask for. */
export function checkNodeVersion() {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const needed = engines.node.replace(/[^\d.]/g, '');
  if (isAtLeast(process.versions.node, needed)) return;
  say(
    `Natter needs Node ${needed} or newer; this is Node ${process.versions.node}. Newer ones are at https://nodejs.org.`,
  );
  process.exit(1);
}

function isAtLeast(version, needed) {
  const [have, want] = [version, needed].map((text) => text.split('.').map(Number));
  for (let i = 0; i < want.length; i++) if (have[i] !== want[i]) return have[i] > want[i];
  return true;
}
