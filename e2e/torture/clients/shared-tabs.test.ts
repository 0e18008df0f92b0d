import { describe, expect, it } from 'vitest';
import { createSharedTabs } from './shared-tabs.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('tabs of one browser', () => {
  it('hear each other and not themselves, and nothing once one is killed', async () => {
    const shared = createSharedTabs();
    const [one, two] = [shared.open(), shared.open()];
    const heard: string[] = [];
    const listen = (name: string) => (message: unknown) => heard.push(`${name} ${JSON.stringify(message)}`);
    const first = one.tabs.openChannel('c', listen('one'));
    const second = two.tabs.openChannel('c', listen('two'));
    two.tabs.openChannel('another', listen('another'));
    first.post({ kind: 'outbox' });
    expect(heard).toEqual([]);
    await turn();
    expect(heard).toEqual(['two {"kind":"outbox"}']);
    second.post({ kind: 'outbox' });
    one.kill();
    first.post({ kind: 'outbox' });
    await turn();
    expect(heard).toHaveLength(1);
  });

  it('own one after the other: at a release, at a death, by taking over', async () => {
    const shared = createSharedTabs();
    const opened = [shared.open(), shared.open(), shared.open()];
    const log: string[] = [];
    const ownerships = opened.map(({ tabs }, nth) =>
      tabs.own('sends', { onOwned: () => log.push(`${nth} owns`), onLost: () => log.push(`${nth} lost`) }),
    );
    await turn();
    opened[0]?.kill();
    await turn();
    expect(log).toEqual(['0 owns', '1 owns']);
    ownerships[2]?.takeOver();
    ownerships[2]?.release();
    await turn();
    expect(log.slice(2)).toEqual(['1 lost', '2 owns', '1 owns']);
  });
});
