import { DemoPeople } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { openDemoDoor } from './open-door.ts';

const door = openDemoDoor('social', async ({ userId, name }) => ({ token: `${userId}/${name}`, expiresAt: '' }));

describe('the demo’s door', () => {
  it('lists whom one can be, with a line about each', async () => {
    const people = await door.people();
    expect(DemoPeople.safeParse({ people }).success).toBe(true);
    expect(people[0]).toMatchObject({ userId: 'maya', displayName: 'Maya Lindqvist', locale: 'en' });
    expect(people.filter(({ about }) => about === '')).toEqual([]);
    expect(people.map(({ locale }) => locale)).toEqual(expect.arrayContaining(['ar', 'ja']));
  });

  it('gives a token for one of them, and none for anybody else', async () => {
    expect(await door.signIn('owen')).toEqual({ token: 'owen/Owen Pritchard', expiresAt: '' });
    expect(await door.signIn('admin')).toBeNull();
    expect(await door.signIn('__proto__')).toBeNull();
  });

  it('draws everybody a face of their own, of nothing but shapes', async () => {
    const faces = (await door.people()).map(({ userId }) => door.face(userId) ?? '');
    expect(new Set(faces).size).toBe(faces.length);
    for (const face of faces) {
      expect(face).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 100 100"/);
      expect(face).not.toMatch(/<script|<text|href|\bon\w+=|NaN|undefined/);
    }
    expect(door.face('nobody')).toBeNull();
  });
});
