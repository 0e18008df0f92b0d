/**
 * Calls whose bodies are fetched when one of them is first made. `load` may be asked again: what cannot be had now may be had
 * later.
 */
export function fetched<Api extends object>(load: () => Promise<Api>, names: readonly (keyof Api & string)[]): Api {
  const call = async (name: string, given: unknown[]): Promise<unknown> => {
    const body: unknown = Reflect.get(await load(), name);
    return typeof body === 'function' ? body(...given) : undefined;
  };
  // Each name is one of the Api's own, and nothing but its calls.
  return Object.fromEntries(names.map((name) => [name, (...given: unknown[]) => call(name, given)])) as Api;
}
