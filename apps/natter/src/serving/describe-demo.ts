import type { DemoPerson } from '@natter/protocol';
import type { Terminal } from '../terminal.ts';
import type { Ready } from './run-server.ts';

/** People named at the terminal; all of them are on the sign-in page. */
const SHOWN = 6;

/** What somebody who has just started the demo wants to know. */
export function describeDemo({
  ready,
  people,
  folder,
  terminal,
}: {
  ready: Ready;
  people: readonly DemoPerson[];
  folder: string;
  terminal: Terminal;
}): void {
  const bold = (text: string) => (terminal.isInteractive ? `\u001B[1m${text}\u001B[22m` : text);
  // Names in other scripts have other widths, which would bend the column.
  const plain = people.filter(({ displayName }) => /^[\p{Script=Latin}\p{M} '’-]+$/u.test(displayName)).slice(0, SHOWN);
  const width = Math.max(...plain.map(({ displayName }) => displayName.length));
  const lines = [
    '',
    `  Natter is ready: ${bold(ready.url)}   (${(ready.tookMs / 1000).toFixed(1)} s)`,
    '',
    '  Open it in two windows side by side, be a different person in each, and write to yourself.',
    '  You can be, among others:',
    '',
    ...plain.map(({ displayName, about }) => `    ${displayName.padEnd(width)}   ${about}`),
    `    … and ${people.length - plain.length} more`,
    '',
    `  Ctrl-C stops it. Everything is kept in ${folder}`,
    '',
  ];
  for (const line of lines) terminal.say(line);
}
