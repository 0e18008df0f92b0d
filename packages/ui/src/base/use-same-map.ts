import { useRef } from 'react';

/** The map of the last picture as long as a new one says the same, so that what depends on it is not drawn again. */
export function useSameMap<Key, Value>(map: ReadonlyMap<Key, Value>): ReadonlyMap<Key, Value> {
  const known = useRef(map);
  const isSame = known.current.size === map.size && [...map].every(([key, value]) => known.current.get(key) === value);
  if (!isSame) known.current = map;
  return known.current;
}
