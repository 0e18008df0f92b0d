import type { Message, MessageId } from '@natter/protocol';
import { useDraft, useNatterClient } from '@natter/react';
import { useCallback, useRef, useState } from 'react';
import type { MessageInputProps } from '../base/slot-props.ts';
import type { Answered } from './composer-core.ts';

/**
 * What is half written here, and what it answers. Both are the draft, which other devices share; only while there is no text
 * there is no draft, and what will be answered is known here alone.
 */
export function useComposerDraft({ draftKey, view }: MessageInputProps) {
  const client = useNatterClient();
  const { text, replyToId, setText: setDraft, isLoaded } = useDraft(draftKey);
  const [picked, setPicked] = useState<Message | null>(null);
  const seen = useRef(new Map<MessageId, Message>());
  const id = text === '' ? (picked?.id ?? null) : replyToId;
  const find = (wanted: MessageId) =>
    view?.messages.find((each) => each.id === wanted) ?? seen.current.get(wanted) ?? null;
  const replyTo: Answered | null = id === null ? null : { id, message: find(id) };

  const put = (value: string, message: Message | null, answered = message?.id ?? null) => {
    if (message !== null) seen.current.set(message.id, message);
    setPicked(value === '' ? message : null);
    setDraft(value, { replyToId: answered });
  };
  const flush = useCallback(() => void client.drafts.flush().catch(() => undefined), [client]);
  return {
    text,
    isLoaded,
    replyTo,
    flush,
    /** `answered` stays what it is unless given. */
    setText: (value: string, answered = replyTo) => put(value, answered?.message ?? null, answered?.id),
    answer: (message: Message | null) => put(text, message),
    clear: () => put('', null),
  };
}
