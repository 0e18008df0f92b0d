import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildWorld } from '@natter/testkit/demo';
import { describe, expect, it } from 'vitest';
import { ShopData } from '../shop-data.ts';
import { seedShop } from './index.ts';

const shop = seedShop({ storeId: 'back-room', nowMs: Date.UTC(2026, 10, 20) });
const world = buildWorld({ edition: 'bookstore', seed: 'test', nowMs: Date.UTC(2026, 10, 20), utcOffsetMinutes: 0 });

describe('the shop on its first day', () => {
  it('is a shop', () => {
    expect(ShopData.parse(shop)).toEqual(shop);
  });

  it('has the people of the demo’s talk, with their names, tiers, clubs and offices', () => {
    const inWorld = world.people.map(({ id, displayName, tier, clubs, roles }) => ({
      id,
      name: displayName,
      tier,
      clubs,
      office: roles.find((role) => role !== 'member') ?? null,
    }));
    const inShop = shop.members.map(({ id, name, tier, clubs, office }) => ({ id, name, tier, clubs, office }));
    expect(inShop).toEqual(expect.arrayContaining(inWorld));
  });

  it('has members of each tier, a manager, an owner, two clubs, and somebody of no club', () => {
    expect(new Set(shop.members.map(({ tier }) => tier)).size).toBe(3);
    expect(shop.members.flatMap(({ office }) => office ?? []).sort()).toEqual(['manager', 'owner']);
    expect(shop.clubs.filter(({ isOurs, storeId }) => isOurs && storeId === 'back-room')).toHaveLength(2);
    expect(shop.members.filter(({ clubs }) => clubs.length === 0).map(({ id }) => id)).toEqual(['sam']);
  });

  it('has a picture of everybody, and books that are picked by somebody', () => {
    const picture = (face: string) => fileURLToPath(new URL(`../../../public${face}`, import.meta.url));
    expect(shop.members.filter(({ face }) => !existsSync(picture(face)))).toEqual([]);
    const ids = new Set(shop.members.map(({ id }) => id));
    expect(shop.books.filter(({ pickOf }) => pickOf !== null && !ids.has(pickOf))).toEqual([]);
  });
});
