import { describe, expect, it } from 'vitest';
import { STRANGER } from '../clients/world.ts';
import { awaitPresence, type WatchingDevice } from './await-presence.ts';

/** A fiftieth of what it may take: 900 ms, and 200 ms for an answer. */
const SLACK = 0.02;

interface Scene {
  readonly shown: Map<string, 'online' | 'offline'>;
  readonly ask?: (shown: Scene['shown']) => void;
  readonly isDeaf?: boolean;
}

/** Ada's phone watches bo, who is here, lu, who has gone, and the stranger. */
async function findShowings({ shown, ask = () => undefined, isDeaf = false }: Scene) {
  const device: WatchingDevice = {
    plan: { name: 'ada-phone', person: 'ada' },
    isDeaf,
    people: { userIds: ['bo', 'lu', STRANGER], shown },
    askForPeople: () => ask(shown),
  };
  const showings = await awaitPresence({
    crowd: { devices: [device], here: () => new Set(['ada', 'bo', STRANGER]) },
    readSharing: async () => new Set(['ada bo', 'ada lu']),
    ...{ healedAt: performance.now(), slack: SLACK, signal: new AbortController().signal, isOver: AbortSignal.abort() },
  });
  return showings.map(({ of, truth, shown: as, ms }) => [of, truth, as, ms === null ? 'never' : 'in time']);
}

describe('who is shown as here when all is quiet', () => {
  it('is found right, and who was told of meanwhile too', async () => {
    const shown: Scene['shown'] = new Map([
      ['bo', 'online'],
      ['lu', 'online'],
    ]);
    setTimeout(() => shown.set('lu', 'offline'), 100);
    expect(await findShowings({ shown })).toEqual([
      ['bo', 'online', 'online', 'in time'],
      ['lu', 'offline', 'offline', 'in time'],
      [STRANGER, 'nothing', 'nothing', 'in time'],
    ]);
  });

  it('is found wrong where somebody is left online, or shown to whom they are nothing', async () => {
    const shown: Scene['shown'] = new Map([
      ['bo', 'online'],
      ['lu', 'online'],
      [STRANGER, 'online'],
    ]);
    const ask = () => {
      throw new Error('nobody is made to ask for who is shown');
    };
    expect(await findShowings({ shown, ask })).toEqual([
      ['bo', 'online', 'online', 'in time'],
      ['lu', 'offline', 'online', 'never'],
      [STRANGER, 'nothing', 'online', 'never'],
    ]);
  });

  it('is asked for where nothing is known, and wrong where there is no answer either', async () => {
    const ask = (shown: Scene['shown']) => void shown.set('lu', 'offline');
    expect(await findShowings({ shown: new Map(), ask })).toEqual([
      ['bo', 'online', 'nothing', 'never'],
      ['lu', 'offline', 'offline', 'in time'],
      [STRANGER, 'nothing', 'nothing', 'in time'],
    ]);
  });

  it('is not looked for on a device that gets no event', async () => {
    expect(await findShowings({ shown: new Map(), isDeaf: true })).toEqual([]);
  });
});
