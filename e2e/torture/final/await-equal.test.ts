import { describe, expect, it } from 'vitest';
import type { Holding, StoredConversation } from '../checker/evidence.ts';
import { pause } from '../wait.ts';
import { awaitEqual } from './await-equal.ts';

/** Of what it may take: 600 ms. */
const SLACK = 0.06;
const PACE = { quietMs: 180, lookEveryMs: 20 } as const;
/** Longer than it may take. */
const LATE_MS = 800;

/** What a conversation of one person has come to after so many changes. */
function storedAt(changeSeq: number, id = 'one', userId = 'ada'): StoredConversation {
  const marks = { userId, readSeq: 0, deliveredSeq: 0, historyFrom: 1 };
  const member = { ...marks, hasLeft: false, role: 'member' as const, hidden: [] };
  const all = { whoSends: 'everyone', whoAdds: 'everyone', messages: [] };
  return { ...all, id, type: 'direct', lastSeq: 0, changeSeq, members: [member] };
}

function heldAt(changeSeq: number): Holding {
  const marks = { lastSeq: 0, readSeq: 0, deliveredSeq: 0, unreadCount: 0 };
  const members = [{ userId: 'ada', readSeq: 0, deliveredSeq: 0 }];
  const conversations = [{ ...marks, id: 'one', changeSeq, members, messages: [] }];
  return { device: 'ada-follower', person: 'ada', queued: 0, failed: 0, isLive: true, conversations };
}

interface Scene {
  /** What is there, and what the device holds of it. */
  stored: number;
  held: number;
  /** Called before each look, with its number from 1 on. */
  beforeLook?: (nth: number) => void;
}

/** Watches a device while a scene goes on. */
async function watch(scene: Scene, play: () => Promise<void> = async () => undefined, withinMs = 3_000) {
  let looks = 0;
  const watched = awaitEqual({
    crowd: { devices: [], followers: [{ name: 'ada-follower', person: 'ada', hold: () => heldAt(scene.held) }] },
    readStored: async () => {
      scene.beforeLook?.(++looks);
      // Somewhere else somebody writes all the time.
      return [storedAt(scene.stored), storedAt(looks, 'other', 'bo')];
    },
    ...{ healedAt: performance.now(), withinMs, slack: SLACK, signal: new AbortController().signal, pace: PACE },
  });
  await play();
  const [{ ms, boundMs } = { ms: null, boundMs: 0 }] = await watched;
  return ms === null ? 'never' : ms > boundMs ? 'late' : 'in time';
}

describe('how long a device takes to be equal', () => {
  it('is counted from the healing', async () => {
    expect(await watch({ stored: 1, held: 1 })).toBe('in time');
    const scene = { stored: 1, held: 0 };
    const late = watch(scene, async () => {
      await pause(LATE_MS);
      scene.held = 1;
    });
    expect(await late).toBe('late');
  });

  it('is counted from there also where something is committed before it was equal once', async () => {
    const scene = { stored: 1, held: 0 };
    const late = watch(scene, async () => {
      await pause(LATE_MS);
      scene.stored = scene.held = 2;
    });
    expect(await late).toBe('late');
  });

  it('is counted anew where something is committed that it cannot have had', async () => {
    const scene: Scene = { stored: 1, held: 1 };
    // Found another at every second look, and soon again what is there: later than the bound, since the healing.
    scene.beforeLook = (nth) => {
      if (nth > 11) return;
      if (nth % 2 === 0) scene.stored += 1;
      else scene.held = scene.stored;
    };
    expect(await watch(scene)).toBe('in time');
    const slow: Scene = { stored: 1, held: 1 };
    const late = watch(slow, async () => {
      await pause(PACE.quietMs / 2);
      slow.stored = 2;
      await pause(LATE_MS);
      slow.held = 2;
    });
    expect(await late).toBe('late');
  });

  it('is counted from the healing where it loses what it had, whoever writes elsewhere', async () => {
    const scene: Scene = { stored: 1, held: 1 };
    scene.beforeLook = (nth) => {
      scene.held = nth < 10 && nth % 2 === 0 ? 0 : 1;
    };
    expect(await watch(scene)).toBe('late');
  });

  it('is never, where it stays another', async () => {
    expect(await watch({ stored: 1, held: 0 }, undefined, 100)).toBe('never');
  });
});
