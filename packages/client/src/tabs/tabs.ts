import { ErrorBody, Message } from '@natter/protocol';
import * as z from 'zod/mini';

/** What tabs of one person on one device tell each other. A lost one costs time: the disk has the truth. */
export const TabMessage = z.union([
  /** A conversation's row or messages were written otherwise than by a live event, which every tab gets itself. */
  z.object({ kind: z.literal('conversation'), id: z.string() }),
  z.object({ kind: z.literal('outbox') }),
  /** A send came to its end. */
  z.object({
    kind: z.literal('settled'),
    clientId: z.string(),
    message: z.nullable(Message),
    error: z.nullable(ErrorBody),
  }),
  z.object({ kind: z.literal('draft'), key: z.string() }),
  /** Signed out: this device's store is being wiped. */
  z.object({ kind: z.literal('signed-out') }),
]);
export type TabMessage = z.infer<typeof TabMessage>;

/** To the other tabs; never to oneself. */
export interface Channel {
  post(message: TabMessage): void;
  close(): void;
}

export interface OwnershipHandlers {
  /** This tab has become the one owner. */
  onOwned(): void;
  /** Another tab took it; this one waits in line again. */
  onLost(): void;
}

export interface Ownership {
  /** Gives it up, or stops waiting. No handler is called afterwards. */
  release(): void;
  /** Takes it from whoever has it. */
  takeOver(): void;
}

/** What tabs need of their surroundings. Names are those of the store. */
export interface Tabs {
  openChannel(name: string, onMessage: (message: unknown) => void): Channel;
  /** Asks for something that one tab at a time has. */
  own(name: string, handlers: OwnershipHandlers): Ownership;
}

/** Where there is one tab only: Node, tests. */
export const singleTab: Tabs = {
  openChannel: () => ({ post: () => undefined, close: () => undefined }),
  own(_, { onOwned }) {
    onOwned();
    return { release: () => undefined, takeOver: () => undefined };
  },
};
