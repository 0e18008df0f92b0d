import { useLater } from '../base/later.tsx';
import type { SwipeRowsProps } from './tool-request.ts';

const loadSwipeLayer = async () => (await import('./swipe-layer.tsx')).SwipeLayer;

function Downloaded(props: SwipeRowsProps) {
  const Layer = useLater(loadSwipeLayer);
  // Where it could not be had there is no swiping: the menu has all of it.
  return Layer === null || Layer === undefined ? null : <Layer {...props} />;
}

/** Rows of the inbox can be swiped, where there is something to touch. */
export function SwipeRows(props: SwipeRowsProps) {
  return navigator.maxTouchPoints > 0 ? <Downloaded {...props} /> : null;
}
