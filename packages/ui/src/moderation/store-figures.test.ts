import type { StoreStatus } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { serverFigures } from './store-figures.ts';

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

  it('says how many others serve the store, and that there is none', () => {
    expect(told({ otherNodes: 2 }, 'store.server.nodes')?.value).toBe('2');
    expect(told({}, 'store.server.nodes')?.value).toBe('store.none');
  });
});
