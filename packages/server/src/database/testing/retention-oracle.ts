/*
 * What retention must do, said once more and from the rules alone (docs/spec/retention.md), so that the simulation has something to
 * hold the database against. It keeps lists of what happened and looks through them; it knows no table and no job's bookkeeping.
 * Times are epoch milliseconds; `Infinity` is never.
 */

const DAY = 86_400_000;

export interface Rules {
  readonly days: Readonly<Record<'free' | 'privileged' | 'privileged_plus', number>>;
  readonly basis: 'sender' | 'longest_participant';
  readonly graceDays: number;
  readonly purgeAfterDays: number;
}

export interface OracleMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
  /** Of a line of the system: whoever it tells of. */
  readonly senderId: string;
  /** Null of a line of the system, as its content is. */
  readonly clientId: string | null;
  readonly content: string | null;
  readonly sentAt: number;
  /** When it was made to disappear; `Infinity`: it was not. */
  readonly disappearsAt: number;
  readonly replyTo: OracleMessage | null;
  /** Deleted for everyone by its author. */
  deletedAt: number | null;
  readonly hiddenFor: Set<string>;
}

interface Dated<T> {
  readonly at: number;
  readonly value: T;
}

/** A batch of a job that ran: `isWhole` where it went on until nothing was left to do. */
interface Run {
  readonly at: number;
  readonly isWhole: boolean;
}

interface Hold {
  readonly conversationId: string | null;
  readonly userId: string | null;
  readonly from: number;
  until: number;
}

/** Tiers that are not known are kept as the shortest (RET-3). 0 days: for ever. */
function daysOf(tier: string, { days }: Rules): number {
  if (tier === 'free' || tier === 'privileged' || tier === 'privileged_plus') return days[tier];
  const some = Object.values(days).filter((each) => each > 0);
  return some.length === 0 ? 0 : Math.min(...some);
}

export class RetentionOracle {
  readonly messages: OracleMessage[] = [];
  readonly #rules: Dated<Rules>[] = [];
  readonly #tiers = new Map<string, Dated<string>[]>();
  readonly #members = new Map<string, readonly string[]>();
  readonly #read = new Map<string, number>();
  readonly #holds: Hold[] = [];
  /** Only to be quick: forgotten with every change. */
  #expiries = new Map<OracleMessage, number>();
  /** Until when all changes have been carried out. */
  #appliedUpTo = Number.NEGATIVE_INFINITY;
  readonly #markings: Run[] = [];
  readonly #purges: Run[] = [];
  readonly #vanishings: Run[] = [];
  /** Changes that had not been carried out when a purge came by, by the time of the purge. */
  readonly #openAt = new Map<number, number>();

  setRules(at: number, value: Rules): void {
    this.#rules.push({ at, value });
    this.#expiries = new Map();
  }
  setTier(userId: string, at: number, value: string): void {
    this.#tiers.set(userId, [...(this.#tiers.get(userId) ?? []), { at, value }]);
    this.#expiries = new Map();
  }
  addConversation(id: string, members: readonly string[]): void {
    this.#members.set(id, members);
  }
  membersOf(conversationId: string): readonly string[] {
    return this.#members.get(conversationId) ?? [];
  }
  markRead(userId: string, conversationId: string, seq: number): void {
    const key = `${userId} ${conversationId}`;
    this.#read.set(key, Math.max(this.#read.get(key) ?? 0, seq));
  }
  placeHold(hold: { conversationId: string | null; userId: string | null }, from: number): Hold {
    const placed = { ...hold, from, until: Number.POSITIVE_INFINITY };
    this.#holds.push(placed);
    return placed;
  }
  changesApplied(at: number): void {
    this.#appliedUpTo = at;
  }
  ran(job: 'soft_delete' | 'cleanup' | 'vanish', run: Run): void {
    ({ cleanup: this.#purges, soft_delete: this.#markings, vanish: this.#vanishings })[job].push(run);
    if (job === 'cleanup') this.#openAt.set(run.at, this.#appliedUpTo);
  }

  rulesAt(at: number): Rules {
    const found = this.#rules.filter((each) => each.at <= at).at(-1)?.value;
    if (found === undefined) throw new Error('the oracle was asked about a time before there were rules');
    return found;
  }

  /** How many days a message of this person counts for, by the rules and tiers of that instant; 0 is for ever. */
  #daysAt(message: OracleMessage, at: number): number {
    const rules = this.rulesAt(at);
    const tierOf = (userId: string) =>
      (this.#tiers.get(userId) ?? []).filter((each) => each.at <= at).at(-1)?.value ?? 'free';
    if (rules.basis === 'sender') return daysOf(tierOf(message.senderId), rules);
    const all = this.membersOf(message.conversationId).map((userId) => daysOf(tierOf(userId), rules));
    return all.includes(0) ? 0 : Math.max(...all);
  }

  #changes(): readonly number[] {
    return [...this.#rules, ...[...this.#tiers.values()].flat()].map(({ at }) => at);
  }

  /** Each instant after the sending at which the days of this message may have changed, in order. */
  #turns(message: OracleMessage, upTo: number): readonly number[] {
    const tiers = this.membersOf(message.conversationId).flatMap((userId) => this.#tiers.get(userId) ?? []);
    const turns = new Set([...tiers, ...this.#rules].map(({ at }) => at));
    return [...turns].filter((at) => at > message.sentAt && at <= upTo).sort((one, other) => one - other);
  }

  /**
   * When a message expires, by what was known at `upTo`: kept for the days that counted when it was sent. A turn to fewer days
   * leaves the days of grace, a turn to more gives more, neither takes away what was given, and what has expired has expired. What was
   * made to disappear does so at the latest (DISAPPEAR-4).
   */
  expiryOf(message: OracleMessage, upTo = Number.POSITIVE_INFINITY): number {
    const workOut = () => Math.min(this.#workOutExpiry(message, upTo), message.disappearsAt);
    if (upTo !== Number.POSITIVE_INFINITY) return workOut();
    const known = this.#expiries.get(message) ?? workOut();
    this.#expiries.set(message, known);
    return known;
  }

  #workOutExpiry(message: OracleMessage, upTo: number): number {
    const until = (days: number) => (days === 0 ? Number.POSITIVE_INFINITY : message.sentAt + days * DAY);
    let days = until(this.#daysAt(message, message.sentAt));
    let expiry = days;
    for (const turn of this.#turns(message, upTo)) {
      if (expiry <= turn) return expiry;
      const next = until(this.#daysAt(message, turn));
      if (next < days) expiry = Math.min(expiry, Math.max(turn + this.rulesAt(turn).graceDays * DAY, next));
      if (next > days) expiry = Math.max(expiry, next);
      days = next;
    }
    return expiry;
  }

  /**
   * Whether this person sees it at `now`. `unknown`: a change of more than a day ago has not been carried out by the job, and makes
   * the difference; the database owes the answer only from the job's next run on.
   */
  sees(userId: string, message: OracleMessage, now: number): boolean | 'unknown' {
    if (message.hiddenFor.has(userId)) return false;
    const isThere = this.expiryOf(message) > now;
    if (this.#appliedUpTo < now - DAY && this.expiryOf(message, this.#appliedUpTo) > now !== isThere) return 'unknown';
    return isThere;
  }

  isUnread(userId: string, message: OracleMessage): boolean {
    return (
      message.clientId !== null &&
      message.senderId !== userId &&
      message.deletedAt === null &&
      message.seq > (this.#read.get(`${userId} ${message.conversationId}`) ?? 0)
    );
  }

  #isHeld(conversationId: string, at: number): boolean {
    return this.#holds.some(
      (hold) =>
        hold.from <= at &&
        at < hold.until &&
        (hold.conversationId === conversationId ||
          (hold.userId !== null && this.membersOf(conversationId).includes(hold.userId))),
    );
  }

  /** Whether the message itself must be gone from the database, must be there, or may be either. */
  storedAt(message: OracleMessage, now: number): 'gone' | 'there' | 'either' {
    const expiry = this.expiryOf(message);
    const mayHavePurged = this.#purges.filter(
      ({ at }) =>
        at <= now && at >= expiry + this.rulesAt(at).purgeAfterDays * DAY && !this.#isHeld(message.conversationId, at),
    );
    if (mayHavePurged.length === 0) return 'there';
    const marked =
      message.deletedAt !== null
        ? message.deletedAt
        : (this.#markings.find(({ at, isWhole }) => isWhole && at >= expiry)?.at ?? Number.POSITIVE_INFINITY);
    const mustHavePurged = mayHavePurged.some(({ at, isWhole }) => {
      const applied = this.#openAt.get(at) ?? 0;
      return isWhole && at >= marked && !this.#changes().some((change) => change > applied && change <= at);
    });
    return mustHavePurged ? 'gone' : 'either';
  }

  /** The same for the content of a message that is there and that nobody deleted: what was held at its time goes after that. */
  contentAt(message: OracleMessage, now: number): 'gone' | 'there' | 'either' {
    if (message.content === null) return 'gone';
    const mayErase = ({ at }: Run) =>
      at <= now && at >= message.disappearsAt && !this.#isHeld(message.conversationId, at);
    if (this.#vanishings.some((run) => run.isWhole && mayErase(run))) return 'gone';
    return [...this.#vanishings, ...this.#markings, ...this.#purges].some(mayErase) ? 'either' : 'there';
  }

  /** The same for content that its author deleted for everyone: kept a day, or while it is held. */
  evidenceAt(message: OracleMessage, now: number): 'gone' | 'there' | 'either' {
    const { deletedAt } = message;
    if (deletedAt === null) return 'gone';
    const purges = this.#purges.filter(
      ({ at }) =>
        at <= now && at >= Math.min(deletedAt + DAY, message.disappearsAt) && !this.#isHeld(message.conversationId, at),
    );
    if (purges.some(({ isWhole }) => isWhole)) return 'gone';
    if (purges.length > 0 || this.storedAt(message, now) !== 'there') return 'either';
    return 'there';
  }
}
