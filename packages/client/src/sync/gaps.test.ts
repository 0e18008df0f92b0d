import { newConversationState } from '@natter/model';
import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../storage/memory.ts';
import { ConversationStore } from '../store/conversation-store.ts';
import { TestPlatform } from '../testing/clock.ts';
import { createWorld } from '../testing/device.ts';
import { createRest } from '../transport/rest.ts';
import type { Server } from '../transport/server.ts';
import { Gaps } from './gaps.ts';

const unused = () => Promise.reject(new Error('The test did not expect this call.'));

/** After how many ms each of fifty members of a group of that size asks what became of it. */
async function askingTimes(participantCount: number): Promise<number[]> {
  const { server: fake, clock, random } = createWorld();
  const { id } = fake.start('ann', 'bob');
  const started = clock.now;
  const asked: number[] = [];
  for (let n = 0; n < 50; n++) {
    const store = new ConversationStore('ann', memoryStorage());
    await store.load();
    const conversation = { ...fake.get('ann', id), participantCount };
    store.update(id, () => newConversationState('ann', conversation));
    const platform = new TestPlatform(clock, random);
    const fetch = () => {
      asked.push(clock.now - started);
      return unused();
    };
    const tokens = { get: async () => 'a token', renew: async () => 'a token' };
    const rest = createRest({ url: 'http://test', fetch, tokens, platform });
    const server: Server = { rest, send: unused, sync: unused, mark: unused };
    const gaps = new Gaps({ store, server, platform, quietly: (_, ask) => void ask().catch(() => undefined) });
    const changeSeq = conversation.changeSeq + 1;
    gaps.receive(id, { event: 'conversation:updated', conversationId: id, changeSeq });
  }
  await clock.advance(2_000);
  return asked;
}

describe('a change that all members are told at once', () => {
  it('[GAP-1] is asked for at once by few, and by many within a second, never many of them together', async () => {
    expect(new Set(await askingTimes(2))).toEqual(new Set([0]));
    const times = await askingTimes(256);
    expect(times).toHaveLength(50);
    expect(Math.max(...times)).toBeLessThan(1_000);
    for (let from = 0; from < 1_000; from += 100) {
      expect(times.filter((at) => at >= from && at < from + 100).length).toBeLessThan(12);
    }
  });
});
