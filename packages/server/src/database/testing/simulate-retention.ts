import type { TestDatabase } from '@natter/testkit';
import type { MessagingDatabase } from '../../ports/database.ts';
import { compareReading, compareTables } from './compare-store.ts';
import type { OracleMessage, Rules } from './retention-oracle.ts';
import { type Manner, SimulatedStore, seededRandom } from './simulated-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

const FIRST: Rules = {
  days: { free: 30, privileged: 180, privileged_plus: 365 },
  basis: 'sender',
  graceDays: 30,
  purgeAfterDays: 7,
};
/** What the operator changes, by day. */
const RULES: ReadonlyMap<number, Rules> = new Map([
  [70, { ...FIRST, days: { ...FIRST.days, privileged_plus: 90 } }],
  [130, { ...FIRST, days: { free: 20, privileged: 60, privileged_plus: 200 }, graceDays: 10 }],
  [190, { ...FIRST, days: { free: 20, privileged: 60, privileged_plus: 200 }, basis: 'longest_participant' }],
  [245, { ...FIRST, basis: 'longest_participant', purgeAfterDays: 2 }],
  [290, { ...FIRST, purgeAfterDays: 2 }],
  [340, { ...FIRST, days: { free: 10, privileged: 0, privileged_plus: 0 }, purgeAfterDays: 3 }],
]);
/** How long messages of a conversation may be made to stay, in seconds. */
const TIMERS = [60, 3_600, 86_400, 7 * 86_400, 60 * 86_400, null] as const;
/** Days on which a job does not run at all: of changes, and of those that delete. */
const WITHOUT_CHANGES = [
  [44, 47],
  [160, 162],
  [300, 304],
] as const;
const WITHOUT_DELETING = [
  [100, 118],
  [205, 208],
] as const;

const isWithin = (day: number, spans: readonly (readonly [number, number])[]): boolean =>
  spans.some(([from, to]) => day >= from && day < to);

export interface SimulationOptions {
  readonly seed: number;
  readonly days: number;
}

export interface SimulationReport {
  readonly sent: number;
  readonly purged: number;
  readonly tierChanges: number;
  readonly checks: number;
}

/**
 * A store over many days, hour by hour: people write, quote, read, delete and change their tiers; the operator changes the rules
 * and holds conversations; jobs run, run late, stop half-way, die or do not run; the clock jumps. At hours by chance what members
 * read and what the tables hold is compared with the oracle. Raises, naming the seed, where they differ.
 */
export async function simulateRetention(
  database: TestDatabase,
  db: MessagingDatabase,
  { seed, days }: SimulationOptions,
): Promise<SimulationReport> {
  const store = new SimulatedStore(database, db, START);
  const simulation = new Simulation(store, seed);
  try {
    await store.open(FIRST, [
      [0, 1],
      [0, 2],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [0, 5],
    ]);
    for (let day = 0; day < days; day += 1) await simulation.live(day);
    await simulation.prove();
    return simulation.report();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${seed}, ${new Date(store.now).toISOString()}: ${message}`, { cause: error });
  }
}

class Simulation {
  readonly #store: SimulatedStore;
  readonly #random: () => number;
  /** Messages that the database may still have. */
  #alive: OracleMessage[] = [];
  readonly #holds: { release: () => Promise<void>; until: number }[] = [];
  #purged = 0;
  #tierChanges = 0;
  #checks = 0;

  constructor(store: SimulatedStore, seed: number) {
    this.#store = store;
    this.#random = seededRandom(seed);
  }

  report(): SimulationReport {
    const sent = this.#store.oracle.messages.length;
    return { sent, purged: this.#purged, tierChanges: this.#tierChanges, checks: this.#checks };
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#random() * from.length)];
  }

  /** One day: what happens, at instants by chance, in order. */
  async live(day: number): Promise<void> {
    const events: { at: number; run: () => Promise<void> }[] = [];
    const plan = (hour: number, run: () => Promise<void>) =>
      events.push({ at: START + day * DAY + Math.floor((hour + this.#random() * 0.98) * HOUR), run });
    const some = (chance: number, run: () => Promise<void>) => {
      if (this.#random() < chance) plan(Math.floor(this.#random() * 24), run);
    };
    const writes = Math.floor(this.#random() * 7);
    for (let n = 0; n < writes; n += 1) plan(Math.floor(this.#random() * 24), () => this.#write());
    some(0.25, () => this.#changeTier());
    some(0.05, async () => {
      // There and back within the grace.
      await this.#changeTier();
      await this.#store.setNow(this.#store.now + 1);
      await this.#changeTier();
    });
    some(0.3, () => this.#deleteSomething());
    some(0.4, () => this.#readSomething());
    some(0.05, () => this.#hold());
    some(0.12, () => this.#setTimer());
    const rules = RULES.get(day);
    if (rules !== undefined) plan(11, () => this.#store.setRules(rules));
    for (const hour of [2, 10, 18]) this.#planJobs(day, (run) => plan(hour, run));
    if (day % 57 === 56) plan(23, () => this.#jump());
    plan(Math.floor(this.#random() * 24), () => this.#check(day % 4 === 0));
    for (const { at, run } of events.sort((one, other) => one.at - other.at)) {
      if (at > this.#store.now) await this.#store.setNow(at);
      await run();
    }
  }

  /** At the end nothing is held and all jobs have run: what an operator files as a proof finds nothing. */
  async prove(): Promise<void> {
    await this.#store.setNow(this.#store.now + HOUR);
    for (const { release } of this.#holds.splice(0)) await release();
    await this.#store.applyChanges('whole');
    await this.#store.run('soft_delete', 'whole');
    await this.#store.run('cleanup', 'whole');
    await this.#store.vanish('whole');
    const broken = (await this.#store.db.proveRetention()).filter((claim) => claim.broken !== 0);
    if (broken.length > 0) throw new Error(`not so: ${broken.map(({ claim }) => claim).join('; ')}`);
    await this.#check(true);
  }

  #planJobs(day: number, plan: (run: () => Promise<void>) => void): void {
    const manner = (): Manner | null => {
      const chance = this.#random();
      if (chance < 0.6) return 'whole';
      if (chance < 0.75) return 'partial';
      return chance < 0.85 ? 'dies' : null;
    };
    const [changes, marking, purging, vanishing] = [manner(), manner(), manner(), manner()];
    if (changes !== null && !isWithin(day, WITHOUT_CHANGES)) plan(() => this.#store.applyChanges(changes));
    if (isWithin(day, WITHOUT_DELETING)) return;
    if (marking !== null) plan(() => this.#store.run('soft_delete', marking));
    if (purging !== null) plan(() => this.#store.run('cleanup', purging));
    if (vanishing !== null) plan(() => this.#store.vanish(vanishing));
  }

  async #write(): Promise<void> {
    const conversationId = this.#pick(this.#store.conversations) ?? '';
    const senderId = this.#pick(this.#store.oracle.membersOf(conversationId)) ?? '';
    const visible = this.#alive.filter(
      (one) =>
        one.conversationId === conversationId &&
        one.deletedAt === null &&
        this.#store.oracle.sees(senderId, one, this.#store.now) === true,
    );
    const replyTo = this.#random() < 0.3 ? (this.#pick(visible) ?? null) : null;
    await this.#store.send(conversationId, senderId, replyTo);
    const sent = this.#store.oracle.messages.at(-1);
    if (sent !== undefined) this.#alive.push(sent);
  }

  async #changeTier(): Promise<void> {
    const tier = this.#pick(['free', 'privileged', 'privileged_plus', 'privileged', 'gold']) ?? 'free';
    await this.#store.setTier(this.#pick(this.#store.people) ?? '', tier);
    this.#tierChanges += 1;
  }

  async #deleteSomething(): Promise<void> {
    const conversationId = this.#pick(this.#store.conversations) ?? '';
    const userId = this.#pick(this.#store.oracle.membersOf(conversationId)) ?? '';
    if (this.#random() < 0.5) {
      // Deleted for everyone: what was just written.
      await this.#store.send(conversationId, userId, null);
      const message = this.#store.oracle.messages.at(-1);
      if (message === undefined) return;
      this.#alive.push(message);
      await this.#store.setNow(this.#store.now + 30_000);
      await this.#store.delete(message, userId, true);
      return;
    }
    const message = this.#pick(
      this.#alive.filter(
        (one) =>
          one.conversationId === conversationId && this.#store.oracle.sees(userId, one, this.#store.now) === true,
      ),
    );
    if (message !== undefined) await this.#store.delete(message, userId, false);
  }

  async #readSomething(): Promise<void> {
    const conversationId = this.#pick(this.#store.conversations) ?? '';
    const userId = this.#pick(this.#store.oracle.membersOf(conversationId)) ?? '';
    await this.#store.markRead(userId, conversationId);
  }

  async #setTimer(): Promise<void> {
    const conversationId = this.#pick(this.#store.conversations) ?? '';
    const userId = this.#pick(this.#store.oracle.membersOf(conversationId)) ?? '';
    const known = this.#store.oracle.messages.length;
    await this.#store.setTimer(conversationId, userId, this.#pick(TIMERS) ?? null);
    this.#alive.push(...this.#store.oracle.messages.slice(known));
  }

  async #hold(): Promise<void> {
    const isPerson = this.#random() < 0.3;
    const release = await this.#store.hold({
      conversationId: isPerson ? null : (this.#pick(this.#store.conversations) ?? ''),
      userId: isPerson ? (this.#pick(this.#store.people) ?? '') : null,
    });
    this.#holds.push({ release, until: this.#store.now + this.#random() * 50 * DAY });
  }

  /** The clock is wrong for a moment, either way; the guard refuses, and what was there is there when the clock is right again. */
  async #jump(): Promise<void> {
    const { now } = this.#store;
    for (const wrong of [now + 400 * DAY, now - 10 * DAY]) {
      const before = await this.#store.readTables();
      await this.#store.setNow(wrong);
      await this.#store.expectRefusal('soft_delete');
      await this.#store.expectRefusal('cleanup');
      const after = await this.#store.readTables();
      if (await this.#store.db.eraseVanished(100))
        throw new Error('a clock that is not believed let messages disappear');
      if (before.messages.size !== after.messages.size || before.evidence.size !== after.evidence.size) {
        throw new Error(`a clock at ${new Date(wrong).toISOString()} took messages`);
      }
      await this.#store.setNow(now);
    }
  }

  async #check(withTables: boolean): Promise<void> {
    for (const hold of this.#holds.filter(({ until }) => until <= this.#store.now)) {
      await hold.release();
      this.#holds.splice(this.#holds.indexOf(hold), 1);
    }
    const first = Math.floor(this.#random() * this.#store.people.length);
    const readers = [first, first + 1].map((n) => this.#store.people[n % this.#store.people.length] ?? '');
    await compareReading(this.#store, readers, this.#alive);
    this.#checks += 1;
    if (!withTables) return;
    const gone = await compareTables(this.#store, this.#alive);
    this.#purged += gone.size;
    this.#alive = this.#alive.filter((one) => !gone.has(one));
  }
}
