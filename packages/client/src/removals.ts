import { type ConversationState, removeMessage } from '@natter/model';

export interface Removal {
  readonly conversationId: string;
  /** 0: not known where. */
  readonly seq: number;
  readonly how: Parameters<typeof removeMessage>[2];
}

/**
 * Messages on their way out (spec DELETE-1). What is being deleted is gone from all that is shown at once, and stays in what is
 * kept until the server has agreed: a refusal, a crash or an "Undo" brings it back by doing nothing.
 */
export class Removals {
  readonly all = new Set<Removal>();
  /** Ends the wait of those that still could be taken back. */
  readonly waiting = new Set<() => void>();

  remove(state: ConversationState, { seq, how }: Removal): ConversationState {
    return removeMessage(state, seq, how);
  }

  /** A state without what is being deleted. */
  lens(state: ConversationState): ConversationState {
    let shown = state;
    for (const removal of this.all) {
      if (removal.conversationId === state.conversation.id) shown = this.remove(shown, removal);
    }
    return shown;
  }

  /** Who leaves takes nothing back any more. */
  flush(): void {
    for (const go of [...this.waiting]) go();
  }
}
