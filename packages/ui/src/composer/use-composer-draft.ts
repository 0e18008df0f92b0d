import { useDraft, useNatterClient } from '@natter/react';
import { useCallback, useState } from 'react';
import type { MessageInputProps } from '../base/slot-props.ts';
import type { ComposerMode } from './composer-core.ts';

const NEW: ComposerMode = { kind: 'new', replyTo: null };

/** What is half written here: the draft, what it answers, and the edit that may stand before both. */
export function useComposerDraft({ draftKey }: MessageInputProps) {
  const client = useNatterClient();
  const { text, setText, isLoaded } = useDraft(draftKey);
  const [mode, setMode] = useState(NEW);
  const flush = useCallback(() => void client.drafts.flush().catch(() => undefined), [client]);
  const clear = () => {
    setText('');
    setMode(NEW);
  };
  return { draft: { text, setText, isLoaded, flush, clear }, mode, setMode };
}
