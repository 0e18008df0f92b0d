import type { ConversationId } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Later } from '../base/later.tsx';
import type { Place } from '../base/place.ts';
import type { KeysOption } from '../keys/shortcuts.ts';

const loadSheet = async () => (await import('../keys/shortcut-sheet.tsx')).ShortcutSheet;

/** Keys that browsers and pages leave alone, while the focus is in the kit. */
const QUIET: KeysOption = { scope: 'inside' };

/** The shortcuts of the whole app, listened for once they are downloaded; answers their sheet, and what shows it. */
export function useShortcuts(
  rootRef: RefObject<HTMLElement | null>,
  openId: ConversationId | null,
  { option = QUIET, onNavigate }: { option?: KeysOption | undefined; onNavigate: (place: Place) => void },
) {
  const client = useNatterClient();
  const [isShown, setIsShown] = useState(false);
  const now = useRef({ openId, onNavigate });
  useEffect(() => {
    now.current = { openId, onNavigate };
  });
  const showSheet = useCallback(() => setIsShown(true), []);
  useEffect(() => {
    const root = rootRef.current;
    if (option.scope === 'off' || root === null) return;
    let stop: (() => void) | null = null;
    let isOver = false;
    const listen = async () => {
      const { listenForKeys } = await import('../keys/listen.ts');
      if (isOver) return;
      stop = listenForKeys({
        client,
        root,
        option,
        openId: () => now.current.openId,
        onNavigate: (place) => now.current.onNavigate(place),
        onSheet: showSheet,
      });
    };
    // Without them everything can still be done by Tab, arrows and Enter.
    listen().catch(() => undefined);
    return () => {
      isOver = true;
      stop?.();
    };
  }, [client, rootRef, option, showSheet]);
  const props = useMemo(() => ({ option, onClose: () => setIsShown(false) }), [option]);
  return { showSheet, sheet: isShown ? <Later load={loadSheet} props={props} /> : null };
}
