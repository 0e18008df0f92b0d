import type { StatusNode, StoreStatus } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { nodeFigures, serverFigures } from './store-figures.ts';

type Server = NonNullable<StoreStatus['server']>;

const CALM: Server = {
  version: '0.1.0',
  startedAt: '2026-05-01T08:00:00.000Z',
  peopleOnline: 50,
  sockets: 60,
  maxPeopleOnline: 0,
  sends: { accepted: 1_000, refused: 3, failed: 0, overloaded: 0 },
  delivery: null,
  errors: [],
  memoryBytes: 1_000,
  pressure: 0,
  otherNodes: 0,
};
const plain = {
  number: String,
  bytes: String,
  ms: String,
  when: String,
  days: String,
};
const told = (changed: Partial<Server>, label: string) =>
  serverFigures({ server: { ...CALM, ...changed } }, plain, (key) => key).find((figure) => figure.label === label);

describe('what the staff are told of the server', () => {
  it('says how hard pressed it is; wrong is what members feel', () => {
    expect(told({}, 'store.server.pressure')).toMatchObject({ value: 'store.server.pressure.0', isWrong: false });
    expect(told({ pressure: 1 }, 'store.server.pressure')?.isWrong).toBe(false);
    expect(told({ pressure: 2 }, 'store.server.pressure')).toMatchObject({
      value: 'store.server.pressure.2',
      isWrong: true,
    });
  });

  it('[NODE-12] says of each node when it was heard and what is wrong with it', () => {
    const node: StatusNode = {
      id: 'n1',
      roles: ['api', 'worker'],
      startedAt: '2026-05-01T08:00:00.000Z',
      heardAt: '2026-05-14T08:00:00.000Z',
      leaseUntil: '2026-05-14T08:00:10.000Z',
      isGone: false,
      isAnswering: true,
      people: 7,
      lagMs: 0,
    };
    const at = (seconds: number, changed: Partial<StatusNode> = {}) =>
      nodeFigures({ ...node, ...changed }, `2026-05-14T08:00:${seconds}.000Z`, plain, (key, values) =>
        [key, ...Object.values(values ?? {})].join(' '),
      ).map(
        ({ label, value, isWrong = false }) => `${isWrong ? '! ' : ''}${label.replace('store.node.', '')}: ${value}`,
      );
    expect(at(12, { isGone: true, lagMs: 3_500 })).toEqual([
      'roles: store.node.api, store.node.worker',
      'store.people.online: 7',
      'store.server.since: 2026-05-01T08:00:00.000Z',
      '! heard: store.node.ago 12000',
      '! lease: store.node.ended 2000',
      '! lag: 3500',
    ]);
    expect(at(10, { leaseUntil: '2026-05-14T08:00:11.000Z', lagMs: 3_000 }).slice(3)).toEqual([
      'heard: store.node.ago 10000',
      'lease: store.node.left 1000',
      'lag: 3000',
    ]);
    expect(at(10).at(-1)).toBe('lag: store.none');
  });
});
