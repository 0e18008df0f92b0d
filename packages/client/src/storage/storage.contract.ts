import { beforeEach, describe, expect, it } from 'vitest';
import type { Storage } from './storage.ts';

/** What every store must do; run for each adapter. `open` gives an empty one, `reopen` the same one after a restart. */
export function describeStorage(name: string, open: () => Promise<Storage>, reopen?: () => Promise<Storage>): void {
  describe(`${name} storage`, () => {
    let storage: Storage;
    beforeEach(async () => {
      storage = await open();
    });
    const seqs = async (range: { from: number; to: number; limit?: number; fromEnd?: boolean }) =>
      storage.read((tx) => tx.messages({ conversationId: 'c', ...range }));
    const fill = (id: string, numbers: readonly number[]) =>
      storage.write(async (tx) => {
        for (const seq of numbers) await tx.putMessage(id, seq, seq);
      });

    it('[STORE-2] gives back copies of what was put, in order of keys', async () => {
      const value = { a: [1] };
      await storage.write(async (tx) => {
        await tx.put('meta', 'b', 2);
        await tx.put('meta', 'a', value);
      });
      value.a.push(2);
      expect(await storage.read((tx) => tx.get('meta', 'a'))).toEqual({ a: [1] });
      expect(await storage.read((tx) => tx.all('meta'))).toEqual([{ a: [1] }, 2]);
      expect(await storage.read((tx) => tx.get('drafts', 'a'))).toBeUndefined();
    });

    it('[STORE-2] a transaction that throws leaves nothing of itself', async () => {
      await storage.write((tx) => tx.put('outbox', 'kept', 1));
      const broken = storage.write(async (tx) => {
        await tx.put('outbox', 'kept', 2);
        await tx.put('outbox', 'new', 2);
        await tx.putMessage('c', 1, 'x');
        await tx.delete('outbox', 'kept');
        throw new Error('no');
      });
      await expect(broken).rejects.toThrow('no');
      expect(await storage.read((tx) => tx.all('outbox'))).toEqual([1]);
      expect(await seqs({ from: 0, to: 9 })).toEqual([]);
    });

    it('[STORE-2] transactions that read and write do not lose one another', async () => {
      const add = () =>
        storage.write(async (tx) => {
          const count = await tx.get('meta', 'n');
          await tx.put('meta', 'n', (typeof count === 'number' ? count : 0) + 1);
        });
      await Promise.all(Array.from({ length: 20 }, add));
      expect(await storage.read((tx) => tx.get('meta', 'n'))).toBe(20);
    });

    it('[STORE-2] reads ranges of one conversation, from either end', async () => {
      await fill('c', [1, 2, 3, 5, 8, 10, 100]);
      await fill('d', [4]);
      expect(await seqs({ from: 2, to: 10 })).toEqual([2, 3, 5, 8, 10]);
      expect(await seqs({ from: 2, to: 10, limit: 2 })).toEqual([2, 3]);
      expect(await seqs({ from: 2, to: 10, limit: 2, fromEnd: true })).toEqual([8, 10]);
      expect(await seqs({ from: 9, to: Number.MAX_SAFE_INTEGER, limit: 50, fromEnd: true })).toEqual([10, 100]);
      expect(await seqs({ from: 5, to: 4 })).toEqual([]);
    });

    it('[STORE-2] deletes ranges of one conversation only', async () => {
      await fill('c', [1, 2, 3]);
      await fill('d', [2]);
      await storage.write((tx) => tx.deleteMessages('c', 2, 3));
      expect(await seqs({ from: 0, to: 9 })).toEqual([1]);
      expect(await storage.read((tx) => tx.messages({ conversationId: 'd', from: 0, to: 9 }))).toEqual([2]);
    });

    it('[STORE-2] sees within a transaction what it wrote', async () => {
      const seen = await storage.write(async (tx) => {
        await tx.put('meta', 'a', 1);
        await tx.putMessage('c', 1, 'x');
        return [await tx.get('meta', 'a'), await tx.messages({ conversationId: 'c', from: 1, to: 1 })];
      });
      expect(seen).toEqual([1, ['x']]);
    });

    it.runIf(reopen)('[STORE-2] keeps everything over a restart until it is destroyed', async () => {
      await storage.write((tx) => tx.put('meta', 'a', 1));
      await storage.close();
      const again = await reopen?.();
      expect(await again?.read((tx) => tx.get('meta', 'a'))).toBe(1);
      await again?.destroy();
      const empty = await reopen?.();
      expect(await empty?.read((tx) => tx.all('meta'))).toEqual([]);
      await empty?.close();
    });
  });
}
