import type { HistoryPage, Message, PollInfo, Scheduled } from '@natter/protocol';
import { Refusal } from './refusal.ts';

const EDIT_MS = 900_000;

/** What of the fake server this part of it needs. */
export interface LifeHost {
  send(
    userId: string,
    conversationId: string,
    body: { clientId: string; content: string; metadata?: Message['metadata'] },
  ): { message: Message; duplicate: boolean };
  edit(conversationId: string, seq: number, content: string): void;
  change(conversationId: string, seq: number, over: Partial<Message>): void;
  replace(
    conversationId: string,
    seq: number,
    over: Partial<Message>,
    event: (message: Message) => [string, unknown],
  ): void;
  changeOwn(userId: string, conversationId: string, change: (mine: { starred: Set<number> }) => void): void;
  history(userId: string, conversationId: string, query: { limit: number }): HistoryPage;
}

interface Given {
  readonly content: string;
  readonly version: number;
}

/** What becomes of messages at the fake server after they were sent, and of those that wait for their time. */
export class FakeLife {
  private readonly server: LifeHost;
  /** Who reacted with what, in order, and who chose what, by the id of the message. */
  private readonly reacted = new Map<string, { emoji: string; userId: string }[]>();
  private readonly voted = new Map<string, Map<string, number[]>>();
  readonly scheduled: (Scheduled & { readonly userId: string })[] = [];
  private readonly now: () => number;

  constructor(server: LifeHost, now: () => number) {
    this.server = server;
    this.now = now;
  }

  /** What of a message only its reader is told. */
  ownParts(message: Message, userId: string): Pick<Message, 'reactions'> & { votes?: number[] } {
    const mine = (emoji: string) =>
      this.reacted.get(message.id)?.some((one) => one.emoji === emoji && one.userId === userId) ?? false;
    const reactions = message.reactions.map((one) => ({ ...one, mine: mine(one.emoji) }));
    const isPoll = message.type === 'poll' && message.deletedAt === null;
    return isPoll ? { reactions, votes: this.voted.get(message.id)?.get(userId) ?? [] } : { reactions };
  }

  edit(userId: string, conversationId: string, messageId: string, { content, version }: Given): Message {
    const message = this.find(userId, conversationId, messageId);
    if (message.senderId !== userId) throw new Refusal('forbidden');
    if (this.now() - Date.parse(message.createdAt) > EDIT_MS) throw new Refusal('edit_window_over');
    if (message.version !== version) throw new Refusal('conflict');
    if (message.content !== content) this.server.edit(conversationId, message.seq, content);
    return this.answer(userId, conversationId, messageId);
  }

  react(userId: string, conversationId: string, messageId: string, emoji: string, isOn: boolean): Message {
    const message = this.find(userId, conversationId, messageId);
    if (message.deletedAt !== null) throw new Refusal('not_found');
    const all = this.reacted.get(messageId) ?? [];
    const isThere = all.some((one) => one.emoji === emoji && one.userId === userId);
    if (isThere !== isOn) {
      const others = all.filter((one) => one.emoji !== emoji || one.userId !== userId);
      const next = isOn ? [...others, { emoji, userId }] : others;
      this.reacted.set(messageId, next);
      const emojis = [...new Set(next.map((one) => one.emoji))];
      const reactions = emojis.map((one) => ({ emoji: one, count: next.filter((by) => by.emoji === one).length }));
      this.server.replace(conversationId, message.seq, { reactions }, ({ seq, changeSeq }) => [
        'message:reaction',
        { conversationId, messageId, seq, changeSeq, userId, emoji, added: isOn },
      ]);
    }
    return this.answer(userId, conversationId, messageId);
  }

  star(userId: string, conversationId: string, messageId: string, isOn: boolean): void {
    const { seq } = this.find(userId, conversationId, messageId);
    this.server.changeOwn(userId, conversationId, ({ starred }) => {
      starred.delete(seq);
      if (isOn) starred.add(seq);
    });
  }

  vote(userId: string, conversationId: string, messageId: string, optionIds: number[]): Message {
    const message = this.find(userId, conversationId, messageId);
    const poll = message.metadata?.['poll'] as PollInfo | undefined;
    if (!poll || poll.closedAt !== null) throw new Refusal('conflict');
    const votes = this.voted.get(messageId) ?? new Map<string, number[]>();
    this.voted.set(messageId, votes.set(userId, optionIds));
    const chosen = [...votes.values()];
    const options = poll.options.map((one) => ({
      ...one,
      votes: chosen.filter((ids) => ids.includes(one.id)).length,
    }));
    const voters = chosen.filter((ids) => ids.length > 0).length;
    this.server.change(conversationId, message.seq, { metadata: { poll: { ...poll, options, voters } } });
    this.server.changeOwn(userId, conversationId, () => undefined);
    return this.answer(userId, conversationId, messageId);
  }

  closePoll(userId: string, conversationId: string, messageId: string): Message {
    const message = this.find(userId, conversationId, messageId);
    if (message.senderId !== userId) throw new Refusal('forbidden');
    const poll = message.metadata?.['poll'] as PollInfo | undefined;
    if (poll?.closedAt === null) {
      const closedAt = new Date(this.now()).toISOString();
      this.server.change(conversationId, message.seq, { metadata: { poll: { ...poll, closedAt } } });
    }
    return this.answer(userId, conversationId, messageId);
  }

  forward(userId: string, conversationId: string, messageId: string, to: readonly string[], clientId: string) {
    const { content } = this.find(userId, conversationId, messageId);
    if (content === null) throw new Refusal('invalid');
    const messages = to.map((target, n) => {
      const own = `${clientId.slice(0, -2)}${String(10 + n)}`;
      return this.server.send(userId, target, { clientId: own, content, metadata: { forwarded: true } }).message;
    });
    return { messages, refused: [] };
  }

  schedule(userId: string, conversationId: string, body: Pick<Scheduled, 'clientId' | 'content' | 'sendAt'>) {
    const known = this.scheduled.find((one) => one.clientId === body.clientId && one.userId === userId);
    if (known) return told(known);
    if (Date.parse(body.sendAt) <= this.now()) throw new Refusal('invalid');
    const at = new Date(this.now()).toISOString();
    const made = {
      ...{ id: body.clientId, conversationId, userId, mentions: [], replyToId: null, version: 1, error: null },
      ...{ clientId: body.clientId, content: body.content, sendAt: body.sendAt, state: 'waiting' as const },
      ...{ createdAt: at, updatedAt: at },
    };
    this.scheduled.push(made);
    this.server.changeOwn(userId, conversationId, () => undefined);
    return told(made);
  }

  listScheduled(userId: string, conversationId?: string) {
    const mine = this.scheduled.filter((one) => one.userId === userId);
    return mine.filter((one) => conversationId === undefined || one.conversationId === conversationId).map(told);
  }

  changeScheduled(userId: string, id: string, { version, ...patch }: Partial<Scheduled>) {
    const one = this.waiting(userId, id);
    if (one.version !== version) throw new Refusal('conflict');
    Object.assign(one, patch, { version: one.version + 1 });
    return told(one);
  }

  cancelScheduled(userId: string, id: string): void {
    const one = this.waiting(userId, id);
    this.scheduled.splice(this.scheduled.indexOf(one), 1);
    this.server.changeOwn(userId, one.conversationId, () => undefined);
  }

  sendScheduled(userId: string, id: string) {
    const { conversationId, clientId, content } = this.waiting(userId, id);
    this.cancelScheduled(userId, id);
    return this.server.send(userId, conversationId, { clientId, content });
  }

  /** Sends what is due. */
  tick(): void {
    for (const one of [...this.scheduled]) {
      if (Date.parse(one.sendAt) <= this.now()) this.sendScheduled(one.userId, one.id);
    }
  }

  private waiting(userId: string, id: string) {
    const one = this.scheduled.find((waiting) => waiting.id === id && waiting.userId === userId);
    if (!one) throw new Refusal('not_found');
    return one;
  }

  private find(userId: string, conversationId: string, messageId: string): Message {
    const { items } = this.server.history(userId, conversationId, { limit: 1e6 });
    const message = items.find((one) => one.id === messageId);
    if (!message) throw new Refusal('not_found');
    return message;
  }

  private answer(userId: string, conversationId: string, messageId: string): Message {
    return this.find(userId, conversationId, messageId);
  }
}

const told = <Made extends Scheduled & { userId: string }>({ userId: _, ...one }: Made): Scheduled => one;
