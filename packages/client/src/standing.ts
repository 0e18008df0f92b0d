import type { ConversationState } from '@natter/model';
import type { Me } from '@natter/protocol';

/**
 * What I may do in a conversation, with what is known of me: a suspension that began or ended since the server told of the
 * conversation changes every one of them, and the server tells it of me alone (spec ME-2).
 */
export function withStanding(state: ConversationState, me: Me | null, isSuspended: boolean): ConversationState {
  const { can } = state.conversation;
  if (!me || isSuspended === (can.whyNot === 'suspended') || (isSuspended && !can.send)) return state;
  const { invite } = can;
  const now = isSuspended ? { send: false, invite, whyNot: 'suspended' as const } : { send: true, invite };
  return { ...state, conversation: { ...state.conversation, can: now } };
}
