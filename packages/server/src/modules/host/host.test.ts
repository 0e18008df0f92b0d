import { createStubDatabase, stubPerson } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../platform/domain-error.ts';
import type { MessagingDatabase } from '../../ports/database.ts';
import { createTestPlatform } from '../../testing/test-platform.ts';
import { createHost } from './index.ts';

/** `circles`: who has a conversation with whom. `outsiders`: who does not belong after the change. */
function setUp(
  database: Partial<MessagingDatabase>,
  { circles = {}, outsiders = [] }: { circles?: Record<string, string[]>; outsiders?: string[] } = {},
  env: Record<string, string> = {},
) {
  const cut: string[] = [];
  const forgotten: string[] = [];
  let isChanged = false;
  const change =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      isChanged = true;
      return call(...args);
    };
  const stub = createStubDatabase(database);
  const made = createTestPlatform(
    {
      ...stub,
      upsertUsers: change(stub.upsertUsers),
      putMemberships: change(stub.putMemberships),
      readInbox: async (userId) => {
        if (isChanged && outsiders.includes(userId)) throw new DomainError('forbidden');
        const participants = (circles[userId] ?? []).map((one) => ({ userId: one }));
        return [{ participants }] as unknown as Awaited<ReturnType<MessagingDatabase['readInbox']>>;
      },
    },
    env,
  );
  const platform = {
    ...made.platform,
    publisher: { ...made.platform.publisher, disconnect: (userIds: readonly string[]) => void cut.push(...userIds) },
  };
  const host = createHost({
    platform,
    forget: (userIds) => void forgotten.push(...userIds),
    whoIs: async (userId) => {
      if (outsiders.includes(userId)) throw new DomainError('forbidden');
      return stubPerson(userId);
    },
  });
  const told = async () => {
    // Telling is not awaited by the host's call.
    await expect.poll(() => made.told.length).toBeGreaterThan(0);
    return made.told.map(({ event, to }) => [event, [...to].sort()]);
  };
  return { host, told, cut, forgotten };
}

describe('pushing people', () => {
  it('[HOST-2] tells those who changed and those who know them', async () => {
    const { host, told, cut, forgotten } = setUp({}, { circles: { ann: ['ann', 'bob'], eve: ['eve', 'bob'] } });
    await host.putUsers([{ id: 'ann', displayName: 'Ann' }, { id: 'eve' }]);
    expect(await told()).toEqual([['sync:required', ['ann', 'bob', 'eve']]]);
    expect([cut, forgotten]).toEqual([[], ['ann', 'eve']]);
  });

  it('[HOST-2] beyond twenty tells those who changed alone', async () => {
    const ids = Array.from({ length: 21 }, (_, n) => `p${String(n).padStart(2, '0')}`);
    const { host, told } = setUp({}, { circles: Object.fromEntries(ids.map((id) => [id, ['bob']])) });
    await host.putUsers(ids.map((id) => ({ id })));
    expect(await told()).toEqual([['sync:required', ids]]);
  });

  it('[WALL-4] who loses the office by which they belonged is cut, and their circle is told', async () => {
    const { host, told, cut } = setUp(
      {},
      { circles: { mia: ['mia', 'bob'] }, outsiders: ['mia'] },
      { NATTER_EDITION: 'bookstore' },
    );
    await host.putUsers([{ id: 'mia', roles: [] }]);
    expect(cut).toEqual(['mia']);
    expect((await told())[0]).toEqual(['sync:required', ['bob', 'mia']]);
  });

  it('[HOST-1] one name of more than a hundred characters is told with its place, and nobody is taken', async () => {
    const taken: unknown[] = [];
    const { host } = setUp({
      upsertUsers: async (users) => {
        taken.push(...users);
        return { upserted: users.length, affectedUserIds: [], unknownTiers: [] };
      },
    });
    await expect(host.putUsers([{ id: 'ann' }, { id: 'eve', displayName: 'x'.repeat(101) }])).rejects.toMatchObject({
      code: 'invalid',
      facts: { fields: [{ path: 'users.1.displayName' }] },
    });
    expect(taken).toEqual([]);
    await host.putUsers([{ id: 'ann' }, { id: 'eve', displayName: 'x'.repeat(100) }]);
    expect(taken).toHaveLength(2);
  });
});

describe('pushing memberships', () => {
  const member = (userId: string) => ({ userId, clubId: 'readers', storeId: 'test' });

  it('[WALL-4] who leaves is cut before the host has its answer', async () => {
    const { host, cut, told } = setUp({}, { circles: { ann: ['ann', 'bob'] }, outsiders: ['ann'] });
    expect(await host.putMemberships({ memberships: [member('eve')], remove: [member('ann')] })).toEqual({
      upserted: 1,
      removed: 1,
    });
    expect(cut).toEqual(['ann']);
    expect(await told()).toEqual([['sync:required', ['ann', 'bob', 'eve']]]);
  });

  it('[WALL-6] names each place of somebody unknown, and nothing is done', async () => {
    const { host, cut, forgotten } = setUp({
      putMemberships: async () => ({ upserted: 0, removed: 0, unknownPeople: ['who'], affectedUserIds: [] }),
    });
    await expect(
      host.putMemberships({ memberships: [member('who'), member('ann'), member('who')] }),
    ).rejects.toMatchObject({
      code: 'invalid',
      facts: { fields: [{ path: 'memberships.0.userId' }, { path: 'memberships.2.userId' }] },
    });
    expect([cut, forgotten]).toEqual([[], []]);
  });
});
