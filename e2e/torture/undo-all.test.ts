import { expect, it } from 'vitest';
import { undoAll } from './undo-all.ts';

it('undoes everything, last first, also behind one that fails', async () => {
  const undone: number[] = [];
  const undo = (n: number) => () => void undone.push(n);
  const fail = (what: string) => () => Promise.reject(new Error(what));
  await expect(undoAll([undo(1), fail('the second'), undo(3)])).rejects.toThrow('the second');
  await expect(undoAll([undo(4), fail('one'), fail('another')])).rejects.toThrow('not everything');
  await undoAll([undo(5)]);
  expect(undone).toEqual([3, 1, 4, 5]);
});
