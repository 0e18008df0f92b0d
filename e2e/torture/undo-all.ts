/**
 * Undoes what was started, last first, each whatever became of the others: one that fails must leave no server running. Errors: theirs,
 * when all have been tried.
 */
export async function undoAll(undos: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const undo of [...undos].reverse()) {
    try {
      await undo();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, 'not everything that was started could be ended');
}
