import { describe, expect, it } from 'vitest';
import type { UiPlatform } from '../base/platform.web.ts';
import { createAnnouncer } from './announcer.ts';

function setUp() {
  const due: (() => void)[] = [];
  const spoken: string[] = [];
  const platform: UiPlatform = {
    now: () => 0,
    after: (_ms, task) => {
      due.push(task);
      return () => undefined;
    },
    read: () => null,
    write: () => undefined,
    chime: () => undefined,
  };
  const words = { one: (from: string) => `from ${from}`, several: (count: number) => `${count} new` };
  const announcer = createAnnouncer(platform, words, (text) => spoken.push(text));
  const passSecond = () => {
    for (const task of due.splice(0)) task();
  };
  return { announcer, spoken, passSecond };
}

describe('what a screen reader is told', () => {
  it('names the sender of one message at once', () => {
    const { announcer, spoken } = setUp();
    announcer.message('Jonas');
    expect(spoken).toEqual(['from Jonas']);
  });

  it('tells of several within a second as one number, a second after the last word', () => {
    const { announcer, spoken, passSecond } = setUp();
    for (let index = 0; index < 6; index += 1) announcer.message('Jonas');
    expect(spoken).toEqual(['from Jonas']);
    passSecond();
    expect(spoken).toEqual(['from Jonas', '5 new']);
  });

  it('is silent when nothing happened, and speaks at once again afterwards', () => {
    const { announcer, spoken, passSecond } = setUp();
    announcer.say('Copied');
    passSecond();
    passSecond();
    announcer.say('Copied again');
    expect(spoken).toEqual(['Copied', 'Copied again']);
  });
});
