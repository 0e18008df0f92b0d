import type { ConversationId, ErrorBody, Message } from '@natter/protocol';
import { ERRORS } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { type Translate, useText } from '../base/ui-context.ts';
import type { Target } from './forward-targets.ts';

/** What became of one copy; `fault`: why there is none. */
export interface Outcome {
  readonly target: Target;
  readonly fault: string | null;
}

type State =
  | { readonly at: 'choosing'; readonly fault: string | null }
  | { readonly at: 'sending' }
  | { readonly at: 'done'; readonly outcomes: readonly Outcome[] };

/** The server's own sentence where it says more than its code, such as how many forwards are left. */
function faultText(error: ErrorBody, t: Translate): string {
  const isOwn = error.code === 'conflict' && error.detail !== '' && error.detail !== ERRORS.conflict.detail;
  return isOwn ? error.detail : refusalText(error, t);
}

/** Sends copies: begins the conversations that are missing, forwards to all at once, and tells what became of each. */
export function useForwarding(message: Message) {
  const client = useNatterClient();
  const t = useText();
  const [state, setState] = useState<State>({ at: 'choosing', fault: null });

  /** The conversation of a target, begun where there is none; or why it cannot be. */
  const reach = async (
    target: Target,
  ): Promise<{ target: Target; id: ConversationId | null; fault: string | null }> => {
    if (target.conversationId !== null) return { target, id: target.conversationId, fault: null };
    try {
      return { target, id: (await client.startConversation(target.key)).id, fault: null };
    } catch (cause) {
      return { target, id: null, fault: faultText(refusalOf(cause), t) };
    }
  };
  const forward = async (targets: readonly Target[]): Promise<readonly Outcome[] | null> => {
    setState({ at: 'sending' });
    const reached = await Promise.all(targets.map(reach));
    const ids = reached.flatMap(({ id }) => id ?? []);
    try {
      const refused =
        ids.length === 0 ? [] : (await client.messages.forward(message.conversationId, message.id, ids)).refused;
      const outcomes = reached.map(({ target, id, fault }) => {
        const refusal = refused.find((each) => each.conversationId === id);
        return { target, fault: refusal === undefined ? fault : faultText(refusal, t) };
      });
      setState({ at: 'done', outcomes });
      return outcomes;
    } catch (cause) {
      setState({ at: 'choosing', fault: faultText(refusalOf(cause), t) });
      return null;
    }
  };
  return { state, forward };
}
