import type { MessageId } from '@natter/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openTwoNodes, type TwoNodes } from '../testing/two-nodes.ts';

const steps: { readonly name: string; readonly messageId: MessageId }[] = [];
let nodes: TwoNodes;
beforeAll(async () => {
  nodes = await openTwoNodes(inject('databaseAdminUrl'), {
    tracing: {
      send: (messageId, { verdict }) => void steps.push({ name: `send ${verdict}`, messageId }),
      step: (messageId, { name }) => void steps.push({ name, messageId }),
      commit: ({ messageIds }) => void steps.push(...messageIds.map((messageId) => ({ name: 'commit', messageId }))),
    },
  });
});
afterAll(() => nodes.close());

async function countArrivals(of: { call(userId: null, method: string, path: string): Promise<{ text: string }> }) {
  const { text } = await of.call(null, 'GET', '/metrics');
  const read = (name: string) => Number(new RegExp(`^natter_${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return { arrived: read('arrival_seconds_count'), awaited: read('arrivals_awaited') };
}

describe('a device at another node than its message', () => {
  it('[SEE-2] [SEE-5] its node measures the arrival and adds the end of the way, without being told anything', async () => {
    const { life, two } = nodes;
    const { ann, bob, id } = await life.newPair();
    await nodes.settle();
    const device = await nodes.connect(two, bob);
    const before = await countArrivals(two);
    const message = await life.send(ann, id, 'across');
    await nodes.until(() => device.names().includes('message:new'));
    expect(await countArrivals(two)).toEqual({ ...before, awaited: before.awaited + 1 });
    const marked = await device.socket.emitWithAck('message:delivered', { conversationId: id, seq: message.seq });
    expect(marked.ok).toBe(true);
    expect(await countArrivals(two)).toEqual({ ...before, arrived: before.arrived + 1 });
    const way = steps.filter(({ messageId }) => messageId === message.id).map(({ name }) => name);
    expect(way).toEqual(['wait', 'commit', 'publish', 'send sent', 'deliver']);
  });
});
