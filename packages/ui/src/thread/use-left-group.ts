import type { ThreadView } from '@natter/client';
import { type RefObject, useEffect, useRef } from 'react';
import { useUi } from '../base/ui-context.ts';

/**
 * The name of a group that was open here and is nobody's of mine any more: I left it on another device, or was removed. It is said to a
 * screen reader, and who had the focus in it keeps a place on the page.
 */
export function useLeftGroup(
  { conversation, error }: ThreadView,
  pageRef: RefObject<HTMLElement | null>,
): string | null {
  const { t, announce } = useUi();
  const shown = useRef<string | null>(null);
  if (conversation !== null) shown.current = conversation.type === 'group' ? (conversation.name ?? '') : null;
  const isGone = conversation === null && error?.code === 'not_found';
  const left = isGone ? shown.current : null;
  useEffect(() => {
    if (left === null) return;
    announce(t('thread.left.title', { name: left }));
    const { activeElement, body } = document;
    if (activeElement === null || activeElement === body) pageRef.current?.focus({ preventScroll: true });
  }, [left, announce, t, pageRef]);
  return left;
}
