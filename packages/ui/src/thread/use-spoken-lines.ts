import type { Message, Person, UserId } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useEffect, useRef } from 'react';
import { useUi } from '../base/ui-context.ts';
import { systemText } from '../life/system-text.ts';

/** What happens to the open conversation (who came, who left, its new name) is said to a screen reader, unless I did it myself. */
export function useSpokenLines(messages: readonly Message[], people: ReadonlyMap<UserId, Person>): void {
  const { t, locale, announce } = useUi();
  const me = useNatterClient().userId;
  const newest = messages.at(-1);
  /** Up to where it was said, or was there before anybody looked. */
  const saidTo = useRef<number | null>(null);
  useEffect(() => {
    if (newest === undefined) return;
    const isNews = saidTo.current !== null && newest.seq > saidTo.current;
    saidTo.current = Math.max(saidTo.current ?? 0, newest.seq);
    if (isNews && newest.type === 'system' && newest.metadata?.['userId'] !== me)
      announce(systemText(newest, people, { t, me, locale }));
  }, [newest, people, announce, t, me, locale]);
}
