import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from './testing/open-test-shop.ts';

let shop: TestShop;

beforeEach(async () => {
  shop = await openTestShop();
});
afterEach(() => shop.close());

const ask = (cookie: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
  shop.app.inject({ method, url, headers: { cookie }, ...(payload !== undefined && { payload }) });

describe('a session', () => {
  it('is a cookie no script can read, and makes one a member until it is ended', async () => {
    const answer = await shop.app.inject({ method: 'POST', url: '/shop/session', payload: { memberId: 'owen' } });
    expect(answer.headers['set-cookie']).toMatch(
      /^back_room_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=1209600$/,
    );
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    expect((await ask(cookie, 'GET', '/shop')).json()).toMatchObject({ me: { id: 'owen', tier: 'free' } });
    await ask(cookie, 'DELETE', '/shop/session');
    expect((await ask(cookie, 'GET', '/shop')).json()).toMatchObject({ me: null });
  });

  it('ends by itself after two weeks, and the file cannot be used to be somebody', async () => {
    const cookie = await shop.signIn('owen');
    const { sessions } = shop.file.data();
    expect(sessions).toHaveLength(1);
    expect(cookie).not.toContain(sessions[0]?.hash);
    expect((await ask(`back_room_session=${sessions[0]?.hash}`, 'GET', '/shop')).json()).toMatchObject({ me: null });
    shop.nowMs += 14 * 86_400_000;
    expect((await ask(cookie, 'GET', '/shop')).json()).toMatchObject({ me: null });
  });

  it('gives a token for oneself, and none for nobody', async () => {
    const owens = await ask(await shop.signIn('owen'), 'POST', '/shop/messaging-token');
    expect(owens.json()).toEqual({ token: 'token of owen' });
    expect(owens.headers['cache-control']).toBe('no-store');
    expect((await ask('', 'POST', '/shop/messaging-token')).statusCode).toBe(401);
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://elsewhere.example', host: 'shop.example' },
    { origin: 'null', host: 'shop.example' },
  ])('cannot be used by a page of another site: %j', async (headers) => {
    const cookie = await shop.signIn('maya');
    const change = { method: 'PATCH', url: '/shop/members/owen', payload: { tier: 'privileged' } } as const;
    const answer = await shop.app.inject({ ...change, headers: { cookie, ...headers } });
    expect(answer.statusCode).toBe(403);
    expect(shop.file.data().members.find(({ id }) => id === 'owen')?.tier).toBe('free');
  });
});

describe('the demo’s door', () => {
  it('is not there in a shop in earnest', async () => {
    const earnest = await openTestShop({ isDemo: false });
    const answer = await earnest.app.inject({ method: 'POST', url: '/shop/session', payload: { memberId: 'maya' } });
    expect(answer.statusCode).toBe(404);
    expect((await earnest.app.inject('/shop/door')).statusCode).toBe(404);
    await earnest.close();
  });
});

describe('the counter', () => {
  it('changes a tier and clubs, and has told Natter when it answers', async () => {
    const cookie = await shop.signIn('maya');
    const patch = { tier: 'privileged', clubs: ['tuesday-table'] };
    expect((await ask(cookie, 'PATCH', '/shop/members/owen', patch)).statusCode).toBe(204);
    expect(shop.told).toMatchObject([
      {
        users: [{ id: 'owen', tier: 'privileged' }],
        memberships: [{ userId: 'owen', clubId: 'tuesday-table', storeId: 'back-room' }],
      },
    ]);
    expect(shop.file.data().toPush).toEqual([]);
  });

  it('is for the shop’s own people', async () => {
    const ofAMember = await ask(await shop.signIn('grace'), 'PATCH', '/shop/members/grace', {
      tier: 'privileged_plus',
    });
    expect(ofAMember.statusCode).toBe(403);
    expect((await ask('', 'PATCH', '/shop/members/grace', {})).statusCode).toBe(401);
    const cookie = await shop.signIn('lena');
    expect((await ask(cookie, 'PATCH', '/shop/members/nobody', {})).statusCode).toBe(404);
    expect((await ask(cookie, 'PATCH', '/shop/members/grace', { clubs: ['no-such'] })).statusCode).toBe(404);
    expect((await ask(cookie, 'PATCH', '/shop/members/grace', { tier: 'gold' })).statusCode).toBe(400);
    expect(shop.told).toEqual([]);
  });

  it('while Natter is away the change holds in the shop, is remembered, and told once Natter is back', async () => {
    const cookie = await shop.signIn('maya');
    shop.isAway = true;
    expect((await ask(cookie, 'PATCH', '/shop/members/owen', { tier: 'privileged' })).statusCode).toBe(204);
    expect((await ask(cookie, 'PATCH', '/shop/members/owen', { tier: 'privileged_plus' })).statusCode).toBe(204);
    expect(shop.file.data().toPush).toEqual(['owen']);
    shop.isAway = false;
    await shop.retry();
    expect(shop.told).toMatchObject([{ users: [{ id: 'owen', tier: 'privileged_plus' }] }]);
    expect(shop.file.data().toPush).toEqual([]);
  });
});

describe('the anonymous book chat', () => {
  it('keeps the same alias for the same mask, and nothing of who is signed in', async () => {
    const cookie = await shop.signIn('owen');
    const say = async (mask: string) =>
      (await ask(cookie, 'POST', '/shop/book-chat', { text: 'Page 412!', mask })).json().lines.at(-1);
    const [one, again] = [await say('a mask of mine'), await say('a mask of mine')];
    expect(again).toMatchObject({ alias: one.alias, text: 'Page 412!' });
    const { chat } = shop.file.data();
    expect(JSON.stringify(chat)).not.toMatch(/owen|Pritchard|mask/i);
    expect(shop.told).toEqual([]);
  });

  it('takes no empty lines, and not more than a dozen a minute', async () => {
    const say = (text: string) => ask('', 'POST', '/shop/book-chat', { text, mask: 'a mask of mine' });
    expect((await say('   ')).statusCode).toBe(400);
    const codes: number[] = [];
    for (let n = 0; n < 13; n += 1) codes.push((await say(`line ${n}`)).statusCode);
    expect(codes).toEqual([...Array.from({ length: 12 }, () => 200), 429]);
    shop.nowMs += 61_000;
    expect((await say('and on')).statusCode).toBe(200);
  });
});
