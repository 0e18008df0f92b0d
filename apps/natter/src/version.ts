import { readFileSync } from 'node:fs';

/** The version of this package. Its description lies one folder above the bundle, and above the sources. */
export function readVersion(): string {
  const path = new URL('../package.json', import.meta.url);
  const description: { version?: string } = JSON.parse(readFileSync(path, 'utf8'));
  return description.version ?? '0.0.0';
}
