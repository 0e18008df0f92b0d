/**
 * `npm run bench [-- part [options]]`: what the product costs, beside its floor or beside itself, in one run on one machine. Without a
 * part, `sends`. Quote ratios; absolute figures are this machine's. `npm run bench -- --help` lists the parts.
 */
export const PARTS: Readonly<Record<string, { readonly says: string; readonly load: () => Promise<unknown> }>> = {
  sends: {
    says: 'sends a second, delivery at 500 a second and idle connections beside a bare server  (--seconds, --rounds, --only)',
    load: () => import('./sends.ts'),
  },
  scale: {
    says: 'what a send, a page and a stored message cost at 10 thousand, 1 million and 10 million  (--sizes, --seconds)',
    load: () => import('./scale.ts'),
  },
  fanout: {
    says: 'one message to a group of 256 beside bare Socket.IO, and what each member adds  (--seconds, --rounds)',
    load: () => import('./fanout.ts'),
  },
  catchup: {
    says: 'a device that missed 10,000 messages in 200 conversations  (--messages, --conversations, --rounds)',
    load: () => import('./catchup.ts'),
  },
  nodes: {
    says: 'what the log of commits costs a send, alone and with another node  (--rounds, --batches)',
    load: () => import('./nodes.ts'),
  },
  peers: {
    says: 'sends beside ejabberd with its archive in the same PostgreSQL, where it is installed  (--seconds, --rounds)',
    load: () => import('./peers/main.ts'),
  },
  simulate: {
    says: 'nothing is measured: a day of any community from the costs measured, and which limit bites first  (--people …)',
    load: () => import('./simulate.ts'),
  },
  recovery: {
    says: 'a database and a server come back: the first acknowledged send, and 1,000 clients live  (--rounds, --clients, --only)',
    load: () => import('./recovery.ts'),
  },
  storm: {
    says: 'two thousand clients that lose their server come back to the next one  (--clients, --only)',
    load: () => import('./storm.ts'),
  },
  connections: {
    says: '10,000 idle connections on one server  (--count)',
    load: () => import('./connections.ts'),
  },
};

const [part = 'sends'] = process.argv.slice(2);
if (part === '--help') {
  for (const [name, { says }] of Object.entries(PARTS)) process.stdout.write(`${name.padEnd(12)} ${says}\n`);
} else {
  const chosen = part.startsWith('--') ? PARTS['sends'] : PARTS[part];
  if (chosen === undefined) {
    process.stderr.write(`There is no part ${part}. There are: ${Object.keys(PARTS).join(', ')}.\n`);
    process.exitCode = 2;
  } else {
    if (!part.startsWith('--')) process.argv.splice(2, 1);
    await chosen.load();
  }
}
