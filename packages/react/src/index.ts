export { NatterProvider, useNatterClient } from './provider.tsx';
export { useConfig } from './use-config.ts';
export { useConversations } from './use-conversations.ts';
export { useDraft } from './use-draft.ts';
export { useLive, useOpened } from './use-live.ts';
export { asErrorBody, usePeople } from './use-people.ts';
export {
  useBlocks,
  useConnection,
  useMe,
  useMessaging,
  useNotices,
  usePresence,
  useTyping,
  useUnread,
} from './use-state-of.ts';
export { OPENING_THREAD, useMessages, useRealtimeMessages, useThread } from './use-thread.ts';
