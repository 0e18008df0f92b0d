import { areMentionsValid, checkText, utf8Length } from '@natter/model';
import { BODY_BYTES, type ErrorBody, type Message, type PollBody } from '@natter/protocol';
import type { PendingMessage, SendOptions } from '../api.ts';
import { fetchFailed, MessagingError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';
import { OutboxRow, parseRow, parseRows } from '../storage/rows.ts';
import type { Storage, StorageRead, StorageWrite } from '../storage/storage.ts';
import { refuse } from './refuse.ts';

/** Room for the rest of a send beside its text, in bytes. */
const BODY_MARGIN = 16 * 1024;
/** Messages that may wait: whoever writes more without a connection is told. */
const WAITING_MAX = 1_000;

interface Promised {
  readonly promise: Promise<Message>;
  readonly resolve: (message: Message) => void;
  readonly reject: (error: MessagingError) => void;
}

/**
 * The queue of own messages, durable (spec OUT-1 … OUT-3). This part keeps it; `Flusher` empties it, in one tab of the
 * device. The disk is the truth and memory its copy: every step is a transaction that looks at the row again.
 */
export class Outbox {
  private readonly storage: Storage;
  private readonly platform: Platform;
  private readonly serverNow: () => number;
  private readonly isMeasured: () => boolean;
  private readonly onChange: () => void;
  private rows = new Map<string, OutboxRow>();
  private views = new WeakMap<OutboxRow, PendingMessage>();
  private readonly promised = new Map<string, Promised>();
  /** Ends when the check of what was said last has been fetched: what is said meanwhile comes behind it. */
  private turn: Promise<unknown> = Promise.resolve();
  /** Confirmed, but the thread cannot show it yet because something before it is still missing. */
  private readonly landing = new Map<string, { readonly row: OutboxRow; readonly seq: number }>();

  constructor(options: {
    storage: Storage;
    platform: Platform;
    serverNow: () => number;
    /** Whether the server's time was measured since the start. */
    isMeasured: () => boolean;
    onChange: () => void;
  }) {
    this.storage = options.storage;
    this.platform = options.platform;
    this.serverNow = options.serverNow;
    this.isMeasured = options.isMeasured;
    this.onChange = options.onChange;
  }

  /** Reads the queue as it is on the disk: at start, and when another tab changed it. */
  async reread(): Promise<void> {
    const rows = await this.storage.read((tx) => tx.all('outbox'));
    this.rows = new Map(parseRows(OutboxRow, rows).map((row) => [row.clientId, this.keepIfSame(row)]));
    this.onChange();
  }

  /** All entries in the order they were made. */
  all(): OutboxRow[] {
    return [...this.rows.values()].sort((a, b) => a.order - b.order);
  }

  get(clientId: string): OutboxRow | null {
    return this.rows.get(clientId) ?? null;
  }

  pendingOf(conversationId: string): PendingMessage[] {
    const landing = [...this.landing.values()].map(({ row }) => row);
    return [...landing, ...this.all()]
      .filter((row) => row.conversationId === conversationId)
      .map((row) => this.view(row));
  }

  view(row: OutboxRow): PendingMessage {
    const known = this.views.get(row);
    if (known) return known;
    const { clientId, conversationId, content, mentions, replyToId, createdAt, state, error, poll } = row;
    const view: PendingMessage = {
      ...{ clientId, conversationId, content, mentions, replyToId, createdAt, state, error },
      ...(poll ? { poll } : {}),
    };
    this.views.set(row, view);
    return view;
  }

  /**
   * Checks a message and makes it durable. Throws a MessagingError of origin `client` for a text that could never be sent, and
   * `overloaded` when too many wait.
   * A `clientId` that waits already answers the entry that waits.
   */
  async add(conversationId: string, options: SendOptions, maxLength: number): Promise<OutboxRow> {
    const content = this.check(options, maxLength);
    if (this.rows.size >= WAITING_MAX && !this.rows.has(options.clientId ?? ''))
      throw new MessagingError({ origin: 'client', code: 'overloaded' });
    const turn = this.turn.then(() => options.poll && this.checkPoll(options.poll));
    this.turn = turn.catch(() => undefined);
    const poll = await turn;
    const row = await this.storage.write(async (tx) => {
      const known = options.clientId ? parseRow(OutboxRow, await tx.get('outbox', options.clientId)) : null;
      if (known) return known;
      const entry: OutboxRow = {
        clientId: options.clientId ?? this.platform.uuid(),
        conversationId,
        content,
        mentions: [...(options.mentions ?? [])],
        replyToId: options.replyToId ?? null,
        createdAt: new Date(this.serverNow()).toISOString(),
        ...(this.isMeasured() ? {} : { guessedAt: this.platform.now() }),
        order: await nextOrder(tx),
        state: 'queued',
        error: null,
        isReoffer: false,
        ...(poll ? { poll } : {}),
      };
      await tx.put('outbox', entry.clientId, entry);
      return entry;
    });
    this.set(row);
    return row;
  }

  /** A text as it will be sent. Throws a MessagingError of origin `client` for one that could never be. */
  readonly check = checkSend;

  /** The same for a poll's options; fetched by need. */
  private async checkPoll(poll: PollBody): Promise<PollBody> {
    const { checkPoll } = await import('./check-poll.ts').catch(fetchFailed);
    return checkPoll(poll, refuse);
  }

  /** Changes an entry if it is still there and `may` agrees; answers what it became, or null. */
  async change(
    clientId: string,
    may: (row: OutboxRow) => boolean,
    change: (row: OutboxRow, tx: StorageWrite) => Promise<OutboxRow> | OutboxRow,
  ): Promise<OutboxRow | null> {
    const row = await this.storage.write(async (tx) => {
      const stored = parseRow(OutboxRow, await tx.get('outbox', clientId));
      if (!stored || !may(stored)) return null;
      const next = await change(stored, tx);
      await tx.put('outbox', clientId, next);
      return next;
    });
    if (row) this.set(row);
    return row;
  }

  /** Back into the queue, behind the others. */
  retry(clientId: string): Promise<OutboxRow | null> {
    return this.change(
      clientId,
      (row) => row.state === 'failed',
      async (row, tx) => ({ ...row, state: 'queued', error: null, order: await nextOrder(tx), isReoffer: false }),
    );
  }

  /** False when it may be on its way. */
  async discard(clientId: string): Promise<boolean> {
    const isGone = await this.storage.write(async (tx) => {
      const row = parseRow(OutboxRow, await tx.get('outbox', clientId));
      if (!row || row.state === 'sending') return false;
      await tx.delete('outbox', clientId);
      return true;
    });
    if (isGone) {
      const error = new MessagingError({ origin: 'client', code: 'invalid', detail: 'The message was discarded.' });
      this.settle(clientId, { error });
      this.forget(clientId);
    }
    return isGone;
  }

  /** An entry was confirmed at `seq`; threads show it as on its way until their run reaches it. */
  land(row: OutboxRow, seq: number): void {
    this.rows.delete(row.clientId);
    this.landing.set(row.clientId, { row, seq });
    this.onChange();
  }

  /** A conversation is known without a gap up to `edgeSeq`. */
  landed(conversationId: string, edgeSeq: number): void {
    for (const [clientId, { row, seq }] of this.landing) {
      if (row.conversationId === conversationId && seq <= edgeSeq) this.landing.delete(clientId);
    }
  }

  /** Takes an entry out of memory; its row goes in the transaction of whoever calls. */
  forget(clientId: string): void {
    if (this.rows.delete(clientId)) this.onChange();
  }

  /** The promise that `settle` keeps. One per entry and tab. */
  committed(clientId: string): Promise<Message> {
    const known = this.promised.get(clientId);
    if (known) return known.promise;
    let resolve: (message: Message) => void = () => undefined;
    let reject: (error: MessagingError) => void = () => undefined;
    const promise = new Promise<Message>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    // Nobody has to wait for it: a failure is also told as a notice and stands in the thread.
    promise.catch(() => undefined);
    this.promised.set(clientId, { promise, resolve, reject });
    return promise;
  }

  settle(clientId: string, end: { readonly message: Message } | { readonly error: MessagingError }): void {
    const promised = this.promised.get(clientId);
    if (!promised) return;
    this.promised.delete(clientId);
    if ('message' in end) promised.resolve(end.message);
    else promised.reject(end.error);
  }

  private set(row: OutboxRow): void {
    this.rows.set(row.clientId, this.keepIfSame(row));
    this.onChange();
  }

  /** The object in memory where it says the same, so that views keep their identity. */
  private keepIfSame(row: OutboxRow): OutboxRow {
    const known = this.rows.get(row.clientId);
    const isSame =
      known &&
      known.state === row.state &&
      known.order === row.order &&
      known.content === row.content &&
      known.mentions.length === row.mentions.length &&
      isSameError(known.error, row.error);
    return isSame ? known : row;
  }
}

const isSameError = (a: ErrorBody | null, b: ErrorBody | null) => a?.code === b?.code;

async function nextOrder(tx: StorageWrite & StorageRead): Promise<number> {
  const last = await tx.get('meta', 'order');
  const order = (typeof last === 'number' ? last : 0) + 1;
  await tx.put('meta', 'order', order);
  return order;
}

/** The text as it will be sent; throws for what the server would refuse for ever. */
function checkSend({ content, mentions = [] }: Pick<SendOptions, 'content' | 'mentions'>, maxLength: number): string {
  const check = checkText(content, { maxLength });
  if (!check.ok) return refuse(check.fault === 'too_long' ? 'too_large' : 'invalid', 'content', check.fault);
  if (!areMentionsValid(mentions, check.length)) return refuse('invalid', 'mentions', 'out of range');
  const bytes = utf8Length(JSON.stringify(check.text)) + BODY_MARGIN;
  return bytes > BODY_BYTES ? refuse('too_large', 'content', 'too_long') : check.text;
}
