import { randomUUID } from 'node:crypto';
import type { TestDatabase } from '@natter/testkit';
import type { MessagingDatabase } from '../../ports/database.ts';
import { type OracleMessage, RetentionOracle, type Rules } from './retention-oracle.ts';

const HOUR = 3_600_000;
/** A guard that saw nothing for longer than this asks the operator. */
const SILENCE = 36 * HOUR;

/** Numbers below one, the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Job = 'soft_delete' | 'cleanup';
/** The longest that the clock was not believed, for which the guard is asked (ms). */
const TRUST_MS = 36 * 3_600_000;
/** `whole`: to its end. `partial`: one small batch. `dies`: a batch that is never committed. */
export type Manner = 'whole' | 'partial' | 'dies';

/** A store in a database with a clock of its own, and the oracle beside it: whatever is done is done to both. */
export class SimulatedStore {
  readonly oracle = new RetentionOracle();
  readonly people: readonly string[] = ['ann', 'ben', 'cleo', 'dov', 'eve', 'finn'];
  readonly conversations: string[] = [];
  /** How long messages stay by conversation, in seconds, where they disappear. */
  readonly #timers = new Map<string, number>();
  now: number;
  readonly db: MessagingDatabase;
  readonly #database: TestDatabase;
  /** When the guard of each job last believed the clock. */
  readonly #believedAt = new Map<Job, number>();

  constructor(database: TestDatabase, db: MessagingDatabase, startAt: number) {
    this.#database = database;
    this.db = db;
    this.now = startAt;
  }

  async open(rules: Rules, pairs: readonly (readonly [number, number])[]): Promise<void> {
    await this.#database.setNow(new Date(this.now));
    await this.setRules(rules);
    const tiers = ['free', 'privileged', 'privileged_plus', 'gold', 'free', 'privileged'];
    const users = this.people.map((id, index) => ({ id, displayName: id, tier: tiers[index] ?? 'free' }));
    await this.db.upsertUsers(users);
    for (const { id, tier } of users) this.oracle.setTier(id, this.now, tier);
    for (const [one, other] of pairs) {
      const members = [this.people[one] ?? '', this.people[other] ?? ''];
      const [userId = '', otherId = ''] = members;
      const started = await this.db.startDirect({ userId, otherId, id: randomUUID(), newPerDay: 0 });
      if (!('id' in started)) throw new Error(`no conversation: ${started.outcome}`);
      this.conversations.push(started.id);
      this.oracle.addConversation(started.id, members);
    }
  }

  async setNow(at: number): Promise<void> {
    this.now = at;
    await this.#database.admin.query('UPDATE natter.test_clock SET at = $1', [new Date(at)]);
  }

  async setRules(rules: Rules): Promise<void> {
    await this.#database.admin.query(
      `SELECT natter.set_policy($1, (SELECT jsonb_agg(jsonb_build_object('kind', kind, 'name', name, 'entitlement', entitlement))
         FROM natter.entitlements))`,
      [
        JSON.stringify({
          requiresMembership: false,
          features: ['deletion', 'disappearing'],
          freeDays: rules.days.free,
          privilegedDays: rules.days.privileged,
          privilegedPlusDays: rules.days.privileged_plus,
          retentionBasis: rules.basis,
          graceDays: rules.graceDays,
          purgeAfterDays: rules.purgeAfterDays,
          maxMessageLength: 1_000,
        }),
      ],
    );
    this.oracle.setRules(this.now, rules);
  }

  async setTier(userId: string, tier: string): Promise<void> {
    await this.db.upsertUsers([{ id: userId, tier }]);
    this.oracle.setTier(userId, this.now, tier);
  }

  async send(conversationId: string, senderId: string, replyTo: OracleMessage | null): Promise<void> {
    const id = randomUUID();
    const clientId = randomUUID();
    const content = `${senderId} at ${new Date(this.now).toISOString()}`;
    const [verdict] = await this.db.sendMessages([
      {
        conversationId,
        senderId,
        clientId,
        id,
        type: 'text',
        content,
        mentions: [],
        replyToId: replyTo?.id ?? null,
      },
    ]);
    if (verdict?.verdict !== 'sent') throw new Error(`a send was ${verdict?.verdict}`);
    this.oracle.messages.push({
      id,
      conversationId,
      seq: verdict.seq,
      senderId,
      clientId,
      content,
      sentAt: this.now,
      disappearsAt: this.now + (this.#timers.get(conversationId) ?? Number.POSITIVE_INFINITY) * 1_000,
      replyTo,
      deletedAt: null,
      hiddenFor: new Set(),
    });
  }

  /** Sets how long messages stay there from now on, in seconds; null: as long as anywhere. */
  async setTimer(conversationId: string, userId: string, seconds: number | null): Promise<void> {
    const id = randomUUID();
    const { outcome } = await this.db.setDisappearing({ userId, conversationId, id, seconds });
    const isKnown = (this.#timers.get(conversationId) ?? null) === seconds;
    if (outcome !== (isKnown ? 'unchanged' : 'changed')) throw new Error(`a timer was ${outcome}`);
    if (isKnown) return;
    if (seconds === null) this.#timers.delete(conversationId);
    else this.#timers.set(conversationId, seconds);
    const seqs = this.oracle.messages.filter((one) => one.conversationId === conversationId).map(({ seq }) => seq);
    this.oracle.messages.push({
      id,
      conversationId,
      seq: Math.max(0, ...seqs) + 1,
      senderId: userId,
      clientId: null,
      content: null,
      sentAt: this.now,
      disappearsAt: Number.POSITIVE_INFINITY,
      replyTo: null,
      deletedAt: null,
      hiddenFor: new Set(),
    });
  }

  async delete(message: OracleMessage, userId: string, isForEveryone: boolean): Promise<void> {
    const { outcome } = await this.db.deleteMessage({
      userId,
      conversationId: message.conversationId,
      messageId: message.id,
      isForEveryone,
      windowSeconds: 3_600,
    });
    if (outcome === 'erased') message.deletedAt = this.now;
    else if (outcome === 'hidden') message.hiddenFor.add(userId);
    else throw new Error(`a deletion was ${outcome}`);
  }

  async markRead(userId: string, conversationId: string): Promise<void> {
    const seq = Math.max(
      0,
      ...this.oracle.messages.filter((one) => one.conversationId === conversationId).map((one) => one.seq),
    );
    await this.db.advanceMarks([{ userId, conversationId, kind: 'read', seq }]);
    this.oracle.markRead(userId, conversationId, seq);
  }

  async hold(hold: { conversationId: string | null; userId: string | null }): Promise<() => Promise<void>> {
    const { rows } = await this.#database.admin.query<{ id: number }>(
      "SELECT natter.place_hold($1, $2, 'a case', 'simulation') AS id",
      [hold.conversationId, hold.userId],
    );
    const placed = this.oracle.placeHold(hold, this.now);
    return async () => {
      await this.#database.admin.query("SELECT natter.release_hold($1, 'simulation')", [rows[0]?.id]);
      placed.until = this.now;
    };
  }

  async applyChanges(manner: Manner): Promise<void> {
    if (manner === 'dies') {
      await this.#inLostTransaction('SELECT natter.apply_tier_changes(40)');
      return;
    }
    for (let hasMore = true; hasMore; ) {
      ({ hasMore } = await this.db.applyTierChanges(manner === 'partial' ? 25 : 1_000));
      if (manner === 'partial') return;
    }
    this.oracle.changesApplied(this.now);
  }

  /** Runs a job; where its guard should not believe the clock, sees it refuse, confirms as the operator, and runs it again. */
  async run(job: Job, manner: Manner): Promise<void> {
    const believedAt = this.#believedAt.get(job) ?? this.now;
    if (this.now - believedAt > SILENCE) {
      await this.expectRefusal(job);
      await this.confirm(job);
    }
    if (manner === 'dies') {
      await this.#inLostTransaction(
        `SELECT natter.${job === 'cleanup' ? 'cleanup_expired_messages' : 'soft_delete_expired_messages'}(4)`,
      );
      return;
    }
    const limit = manner === 'partial' ? 4 : 50;
    let isWhole = false;
    for (let round = 0; !isWhole && (round === 0 || manner === 'whole'); round += 1) {
      isWhole = (await this.#batch(job, limit)) < limit;
    }
    if ((await this.#lastOutcome(job)) === 'refused') throw new Error(`${job} was refused at ${this.#time()}`);
    this.#believedAt.set(job, this.now);
    this.oracle.ran(job, { at: this.now, isWhole });
  }

  /** The job that goes by the minute. It refuses nothing: where the clock is not believed it does nothing. */
  async vanish(manner: Manner): Promise<void> {
    if (manner === 'dies') return this.#inLostTransaction('SELECT natter.vanish_messages(4)');
    const limit = manner === 'partial' ? 2 : 20;
    let isWhole = false;
    for (let round = 0; !isWhole && (round === 0 || manner === 'whole'); round += 1) {
      isWhole = (await this.db.eraseVanished(limit)) < limit;
    }
    const believedAt = this.#believedAt.get('cleanup') ?? Number.NEGATIVE_INFINITY;
    if (this.now - believedAt <= TRUST_MS) this.oracle.ran('vanish', { at: this.now, isWhole });
  }

  async expectRefusal(job: Job): Promise<void> {
    const done = await this.#batch(job, 50);
    const { refused } = await this.db.readRetention();
    if (done !== 0 || refused === null) {
      throw new Error(`${job} should have been refused at ${this.#time()} and did ${done}`);
    }
  }

  /** As an operator who has looked at the clock. */
  async confirm(job: Job): Promise<void> {
    const { rows } = await this.#database.admin.query<{ done: boolean }>(
      "SELECT natter.confirm_retention_run($1, 'the clock is right') AS done",
      [job],
    );
    if (rows[0]?.done !== true) throw new Error(`${job}: nothing to confirm at ${this.#time()}`);
    this.#believedAt.set(job, this.now);
  }

  async #lastOutcome(job: Job): Promise<string | undefined> {
    const { rows } = await this.#database.admin.query<{ outcome: string }>(
      'SELECT outcome FROM natter.job_runs WHERE job = $1 ORDER BY id DESC LIMIT 1',
      [job],
    );
    return rows[0]?.outcome;
  }

  #batch(job: Job, limit: number): Promise<number> {
    return job === 'cleanup' ? this.db.cleanupExpired(limit) : this.db.softDeleteExpired(limit);
  }

  async #inLostTransaction(sql: string): Promise<void> {
    await this.#database.admin.query('BEGIN');
    await this.#database.admin.query(sql);
    await this.#database.admin.query('ROLLBACK');
  }

  /** What the tables hold, from above. */
  async readTables(): Promise<{
    messages: ReadonlySet<string>;
    contents: ReadonlySet<string>;
    evidence: ReadonlySet<string>;
  }> {
    const keys = async (table: string) => {
      const { rows } = await this.#database.admin.query<{ key: string }>(
        `SELECT conversation_id || ' ' || seq AS key FROM natter.${table}`,
      );
      return new Set(rows.map(({ key }) => key));
    };
    return {
      messages: await keys('direct_messages'),
      contents: await keys('direct_messages WHERE content IS NOT NULL'),
      evidence: await keys('deleted_content'),
    };
  }

  #time(): string {
    return new Date(this.now).toISOString();
  }
}
