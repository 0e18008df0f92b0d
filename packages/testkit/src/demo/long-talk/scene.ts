/**
 * A small scene that two friends have many times, never in the same words. Each turn is said by `m` (Maya) or `i` (Inês)
 * in one of several ways; a turn that begins with `?` is said half of the time. `{name}` is filled from the words, the same
 * word wherever it stands in one playing of the scene.
 */
export interface Scene {
  /** Hours of the day between which it happens. */
  readonly hours: readonly [number, number];
  readonly turns: readonly (readonly [who: 'm' | 'i' | '?m' | '?i', ...ways: string[]])[];
}
