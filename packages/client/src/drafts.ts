import { codePointLength } from '@natter/model';
import { type ConversationPatch, DRAFT_LENGTH, type MessageId } from '@natter/protocol';
import type { DraftEntry, DraftsApi, Live } from './api.ts';
import { type Derived, derive } from './live.ts';
import type { Platform } from './platform/platform.ts';
import { DraftRow, parseRow, parseRows } from './storage/rows.ts';
import type { Storage } from './storage/storage.ts';
import type { ConversationStore } from './store/conversation-store.ts';
import type { Quietly } from './transport/server.ts';

/** How long after the last key a draft is stored, and told to the other devices. */
const STORE_MS = 200;
const TELL_MS = 2_000;
const NEW = 'new:';
const NONE: DraftEntry = { content: '', replyToId: null };

export interface DraftsOptions {
  readonly store: ConversationStore;
  readonly storage: Storage;
  readonly platform: Platform;
  readonly patch: (id: string, patch: ConversationPatch) => Promise<unknown>;
  readonly quietly: Quietly;
  readonly mayTry: () => boolean;
  /** Resolves when what was stored has been read. */
  readonly ready: Promise<void>;
  /** A draft changed; `isStored`: this tab has just written it, so the others can read it. */
  readonly onChange: (key: string, isStored: boolean) => void;
}

/**
 * Drafts (spec DRAFT-1 … DRAFT-3). What is typed here counts here until the server has it; after that the server's draft,
 * maybe of another device, is the one. Keys are conversations, or `new:<userId>` until one exists.
 */
export class Drafts implements DraftsApi {
  private readonly options: DraftsOptions;
  private readonly rows = new Map<string, DraftRow>();
  private readonly unstored = new Set<string>();
  private readonly timers = new Map<string, { store: (() => void) | null; tell: (() => void) | null }>();
  private readonly watched = new Map<string, Derived<DraftEntry>>();
  private storing: Promise<void> = Promise.resolve();

  constructor(options: DraftsOptions) {
    this.options = options;
  }

  watch(key: string): Live<DraftEntry> {
    const known = this.watched.get(key) ?? derive(() => this.entry(key) ?? NONE);
    this.watched.set(key, known);
    return known;
  }

  /** A conversation changed, or anything (null): maybe another device told of its draft. */
  look(key: string | null): void {
    if (key !== null) this.watched.get(key)?.invalidate();
    else for (const live of this.watched.values()) live.invalidate();
  }

  async load(): Promise<void> {
    const rows = parseRows(DraftRow, await this.options.storage.read((tx) => tx.all('drafts')));
    for (const row of rows) if (!this.unstored.has(row.key)) this.rows.set(row.key, row);
    for (const row of rows) this.changed(row.key, false);
    this.migrate();
    this.retry();
  }

  async get(key: string): Promise<string> {
    // A composer may ask before the store is open, and takes the first answer. What was typed here is known already.
    if (!this.rows.has(key)) await this.options.ready;
    return this.of(key) ?? '';
  }

  /** The draft's text as this device knows it; null for none. */
  of(key: string): string | null {
    return this.entry(key)?.content ?? null;
  }

  replyTo(key: string): MessageId | null {
    return this.entry(key)?.replyToId ?? null;
  }

  /** The draft as this device knows it; null for none. What is typed here counts until the server has it. */
  private entry(key: string): DraftEntry | null {
    const own = this.rows.get(key);
    const isOwn = own?.isDirty || key.startsWith(NEW);
    const { content = '', replyToId = null } = (isOwn ? own : this.options.store.get(key)?.conversation.draft) ?? {};
    return content === '' ? null : { content, replyToId };
  }

  set(key: string, content: string, options: { readonly replyToId?: MessageId | null } = {}): void {
    const { content: before, replyToId: target } = this.entry(key) ?? NONE;
    const replyToId = content === '' ? null : options.replyToId === undefined ? target : options.replyToId;
    if (before === content && target === replyToId) return;
    this.rows.set(key, { key, content, replyToId, updatedAt: this.options.platform.now(), isDirty: true });
    this.unstored.add(key);
    this.changed(key, false);
    const timers = this.timersOf(key);
    timers.store ??= this.options.platform.setTimer(() => void this.save(key), STORE_MS);
    this.scheduleTell(key);
  }

  async flush(): Promise<void> {
    await Promise.all([...this.unstored].map((key) => this.save(key)));
    await this.storing;
  }

  /** Another tab stored a draft. */
  async reread(key: string): Promise<void> {
    // What was typed here is newer, also what was typed (and maybe stored) while the disk answered.
    const before = this.unstored.has(key) ? this : this.rows.get(key);
    const row = parseRow(DraftRow, await this.options.storage.read((tx) => tx.get('drafts', key)));
    if (this.rows.get(key) !== before) return;
    if (row) this.rows.set(key, row);
    else this.rows.delete(key);
    this.changed(key, false);
  }

  private changed(key: string, isStored: boolean): void {
    this.look(key);
    this.options.onChange(key, isStored);
  }

  /** Drafts begun before their conversation existed move into it. */
  migrate(): void {
    const waiting = [...this.rows.keys()].filter((key) => key.startsWith(NEW));
    if (waiting.length === 0) return;
    for (const { conversation } of this.options.store.all()) {
      if (conversation.type !== 'direct') continue;
      const { participants } = conversation;
      for (const { userId } of participants) {
        const row = this.rows.get(NEW + userId);
        // I am in all of them; those with nobody else are notes to myself.
        if (!row || (userId === this.options.store.userId && participants.length > 1)) continue;
        // What it answered cannot have been in a conversation that was not there.
        if (row.content !== '' && this.of(conversation.id) === null) this.set(conversation.id, row.content);
        this.set(row.key, '');
      }
    }
  }

  /** Tells the server what it has not been told. */
  retry(): void {
    for (const row of this.rows.values()) if (row.isDirty && !row.key.startsWith(NEW)) this.scheduleTell(row.key);
  }

  async close(): Promise<void> {
    for (const timers of this.timers.values()) {
      timers.store?.();
      timers.tell?.();
    }
    this.timers.clear();
    await this.flush();
  }

  private timersOf(key: string) {
    const timers = this.timers.get(key) ?? { store: null, tell: null };
    this.timers.set(key, timers);
    return timers;
  }

  private scheduleTell(key: string): void {
    if (key.startsWith(NEW)) return;
    const timers = this.timersOf(key);
    timers.tell?.();
    // A draft that is gone was sent or thrown away: another device that still offered it might send it again.
    const delayMs = this.rows.get(key)?.content === '' ? 0 : TELL_MS;
    timers.tell = this.options.platform.setTimer(() => {
      timers.tell = null;
      this.options.quietly(timers, () => this.tell(key));
    }, delayMs);
  }

  private save(key: string): Promise<void> {
    const timers = this.timersOf(key);
    timers.store?.();
    timers.store = null;
    this.unstored.delete(key);
    const row = this.rows.get(key);
    this.storing = this.options.storage
      .write(async (tx) => {
        if (row && (row.isDirty || row.content !== '') && !(row.key.startsWith(NEW) && row.content === '')) {
          await tx.put('drafts', key, row);
        } else await tx.delete('drafts', key);
      })
      .then(() => this.changed(key, true));
    return this.storing;
  }

  private async tell(key: string): Promise<void> {
    const row = this.rows.get(key);
    if (!row?.isDirty || !this.options.mayTry() || codePointLength(row.content) > DRAFT_LENGTH) return;
    const { content, replyToId = null } = row;
    // Refused for good, it stays on this device, where it was typed, and is not offered again until it changes.
    await this.options.patch(key, { draft: content === '' ? null : { content, replyToId } });
    // Typed on meanwhile: the timer of that key tells it.
    if (this.rows.get(key) !== row) return;
    this.rows.delete(key);
    await this.save(key);
  }
}
