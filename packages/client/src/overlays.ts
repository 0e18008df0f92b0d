import type { ConversationState } from '@natter/model';

/** What somebody has just done, as it is shown before the server has agreed. */
export interface Overlay {
  readonly conversationId: string;
  /** The state as if it were done. Harmless when it is: what is shown twice is shown once. */
  readonly show: (state: ConversationState) => ConversationState;
}

/**
 * What was done here and is not known of the server yet (spec SHOWN-1): shown at once, while all that is kept stays as it was until
 * the server has agreed. A refusal, a crash or an "Undo" brings it back by doing nothing.
 */
export class Overlays {
  readonly all = new Set<Overlay>();
  /** Ends the wait of those that still could be taken back. */
  readonly waiting = new Set<() => void>();

  /** A state with all of them, in the order in which they were done. */
  lens(state: ConversationState): ConversationState {
    let shown = state;
    for (const { conversationId, show } of this.all) if (conversationId === state.conversation.id) shown = show(shown);
    return shown;
  }

  /** Who leaves takes nothing back any more. */
  flush(): void {
    for (const go of [...this.waiting]) go();
  }
}
