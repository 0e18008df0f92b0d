import { describe, expect, it } from 'vitest';
import { createFailpoints } from './failpoints.ts';

function setUp(env: Record<string, string>) {
  let deaths = 0;
  const pass = createFailpoints(env, () => {
    deaths += 1;
  });
  return { pass, deaths: () => deaths };
}

const ALLOWED = { NATTER_ALLOW_FAILPOINTS: 'torture' };

describe('failpoints', () => {
  it('end the process at the nth passage of the point that was named, once', () => {
    const { pass, deaths } = setUp({ ...ALLOWED, NATTER_FAILPOINT: 'before_ack:3' });
    for (const name of ['after_commit', 'before_ack', 'before_ack', 'after_commit'] as const) pass(name);
    expect(deaths()).toBe(0);
    pass('before_ack');
    expect(deaths()).toBe(1);
    pass('before_ack');
    expect(deaths()).toBe(1);
  });

  it('end it at the first passage unless told otherwise', () => {
    const { pass, deaths } = setUp({ ...ALLOWED, NATTER_FAILPOINT: 'after_commit' });
    pass('after_commit');
    expect(deaths()).toBe(1);
  });

  it.each([
    [{}],
    [ALLOWED],
    [{ NATTER_FAILPOINT: 'before_ack' }],
    [{ NATTER_FAILPOINT: 'before_ack', NATTER_ALLOW_FAILPOINTS: '1' }],
    [{ ...ALLOWED, NATTER_FAILPOINT: '' }],
  ])('do nothing unless both are set: %o', (env) => {
    const { pass, deaths } = setUp(env);
    for (let passage = 0; passage < 10; passage += 1) pass('before_ack');
    expect(deaths()).toBe(0);
  });

  it.each(['nowhere', 'before_ack:0', 'before_ack:x', 'before_ack:1:2'])(
    'say so when there is no such point: %s',
    (asked) => {
      expect(() => setUp({ ...ALLOWED, NATTER_FAILPOINT: asked })).toThrow(asked);
    },
  );
});
