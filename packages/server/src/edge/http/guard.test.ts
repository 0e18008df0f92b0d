import { REST, type RestRoute } from '@natter/protocol';
import { expect, it } from 'vitest';
import { limitOf } from './guard.ts';

it('[LIM-1] every call counts for one budget: what sends, what only reads, and everything else', () => {
  const calls = Object.entries(REST) as [string, RestRoute][];
  const named = (kind: string) => calls.filter(([name, route]) => limitOf(name, route) === kind).map(([name]) => name);
  expect(named('send').sort()).toEqual(['createScheduled', 'forwardMessage', 'sendMessage', 'sendScheduled']);
  expect(calls.filter(([name, { method }]) => named('read').includes(name) !== (method === 'GET'))).toEqual([]);
  expect(named('request')).toEqual(
    expect.arrayContaining(['editMessage', 'putReaction', 'deleteReaction', 'putStar', 'deleteStar', 'putVotes']),
  );
});
