import type { Platform } from '../../platform/context.ts';
import type { ChangedStretch, FollowedPage, LoggedCommit } from '../../ports/nodes-database.ts';

/** A sign that is lost costs no more than this, in milliseconds. */
const LOOK_EVERY_MS = 2_000;
/** The lease ends after ten seconds. */
const RENEW_EVERY_MS = 3_000;
/** More statements than these at once are not told one by one: the sockets sync. */
const MAX_COMMITS = 5_000;
/** Own commits are told by who made them, right after. What has not been told by then goes the way of the others (NODE-5), in milliseconds. */
const OWN_GRACE_MS = 1_000;
/** Without a look for so long the follower is not to be trusted, in milliseconds. */
const STALE_MS = 10_000;
const RETRY_MS = 500;

/** What is done with what is found. */
export interface Follows {
  /** Tells the sockets here of what others committed. An error: it is tried again with the next look. */
  tell(commits: readonly LoggedCommit[]): Promise<void>;
  /** Own changes, a while after their commit: tells what has not been told. */
  tellLeftOver(stretches: readonly ChangedStretch[]): Promise<void>;
  /** Things of the moment from other nodes. */
  take(calls: readonly unknown[]): void;
  /** The node was registered (again): nothing is kept of what it said of itself before. */
  onRegistered(): void;
  /** The lease goes on. */
  onRenewed(): Promise<void>;
  /** Something may have been missed: everybody here is to sync. */
  onMissed(): void;
  /** The other nodes as they are now. */
  onPeers(peers: readonly string[]): Promise<void> | void;
}

export type FollowerDeps = Pick<Platform, 'clock' | 'ids' | 'log' | 'meter'> & {
  readonly database: Platform['database'];
  readonly nodeId: string;
  readonly roles: readonly string[];
  readonly follows: Follows;
};

/**
 * Follows the log of commits (NODE-1 … NODE-5). It is *starting* until the database says from where on everything is logged for it
 * (`#position` null), then *following*: a look whenever there is a sign, and every two seconds. A lease that is gone, after a freeze,
 * leads back to the start, and everybody here syncs. Looks never overlap; the position moves on when what was found has been told.
 */
export class Follower {
  readonly #deps: FollowerDeps;
  #position: string | null = null;
  #epoch: string | null = null;
  #peers = '';
  #lookedAt = Number.NEGATIVE_INFINITY;
  #work: Promise<void> = Promise.resolve();
  #isLookWanted = false;
  #isStopped = false;
  #hasServed = false;
  #own: { readonly at: number; readonly stretches: readonly ChangedStretch[] }[] = [];
  #cancels = new Set<() => void>();
  #stopListening: (() => Promise<void>) | null = null;

  constructor(deps: FollowerDeps) {
    this.#deps = deps;
    deps.meter.gauge('follower_lag_seconds', () =>
      this.#position === null ? null : Math.max(0, (deps.clock.now() - this.#lookedAt) / 1000),
    );
  }

  /** Why this node may miss what others commit; null: it does not. */
  whyNotReady(): string | null {
    if (this.#position === null) return 'not registered yet';
    return this.#deps.clock.now() - this.#lookedAt > STALE_MS ? 'the log was not read for a while' : null;
  }

  /** Answers when the first try to register has ended; if it failed it goes on trying. */
  async start(): Promise<void> {
    const { database } = this.#deps;
    await this.#exclusive(() => this.#register());
    if (this.#isStopped) return;
    this.#stopListening = database.listenToCommits(() => this.wake(), this.#deps);
    this.#hasServed = true;
    this.#every(LOOK_EVERY_MS, () => this.#look());
    this.#every(RENEW_EVERY_MS, () => this.#renew());
    this.#every(OWN_GRACE_MS, () => this.#tellOwn());
  }

  /** Something may have been committed. Never throws, never waits. */
  wake(): void {
    if (this.#isLookWanted || this.#isStopped) return;
    this.#isLookWanted = true;
    void this.#exclusive(() => this.#look());
  }

  /** Ends the lease. Answers when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const cancel of this.#cancels) cancel();
    await this.#stopListening?.();
    await this.#work;
    try {
      await this.#deps.database.removeNode(this.#deps.nodeId);
    } catch (error) {
      this.#deps.log.warn('node_not_removed', { error });
    }
  }

  /** One thing after another; what fails is logged, and comes round again. */
  #exclusive(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#isStopped) return;
      try {
        await work();
      } catch (error) {
        this.#deps.log.warn('following_failed', { error });
      }
    });
    return this.#work;
  }

  #every(ms: number, work: () => Promise<void>): void {
    const cancel = this.#deps.clock.after(ms, () => {
      this.#cancels.delete(cancel);
      void this.#exclusive(work).then(() => {
        if (!this.#isStopped) this.#every(ms, work);
      });
    });
    this.#cancels.add(cancel);
  }

  async #register(): Promise<void> {
    const { database, nodeId, roles, clock, log } = this.#deps;
    this.#position = null;
    this.#epoch = null;
    try {
      this.#position = await database.registerNode(nodeId, roles);
    } catch (error) {
      log.warn('node_not_registered', { error });
    }
    if (this.#position === null) {
      const cancel = clock.after(RETRY_MS, () => {
        this.#cancels.delete(cancel);
        void this.#exclusive(() => this.#register());
      });
      this.#cancels.add(cancel);
      return;
    }
    this.#lookedAt = clock.now();
    log.info('node_registered', { nodeId });
    this.#deps.follows.onRegistered();
    // Whoever was connected meanwhile has missed what was committed meanwhile.
    if (this.#hasServed) this.#deps.follows.onMissed();
    await this.#renew();
    await this.#look();
  }

  async #look(): Promise<void> {
    const { database, nodeId, clock, follows, meter, log } = this.#deps;
    this.#isLookWanted = false;
    if (this.#position === null) return;
    const page: FollowedPage | null = await database.readCommits(nodeId, this.#position, MAX_COMMITS);
    if (page === null) {
      log.warn('node_lease_lost', { nodeId });
      return this.#register();
    }
    await this.#meet(page.peers);
    follows.take(page.calls);
    if (page.isTooMuch) follows.onMissed();
    for (const commit of page.commits) {
      if (commit.isOwn && commit.kind === 'changed') this.#own.push({ at: clock.now(), stretches: commit.stretches });
    }
    await follows.tell(page.commits);
    this.#position = page.position;
    this.#lookedAt = clock.now();
    meter.countFollowed(page.commits.length);
  }

  async #renew(): Promise<void> {
    const { database, nodeId, follows, log } = this.#deps;
    if (this.#position === null) return;
    const renewed = await database.renewNode(nodeId, this.#position);
    if (renewed === null) {
      log.warn('node_lease_lost', { nodeId });
      return this.#register();
    }
    // A restored or promoted database: what was committed since may have numbers from before.
    const isOther = this.#epoch !== null && this.#epoch !== renewed.epoch;
    this.#epoch = renewed.epoch;
    if (isOther) return this.#register();
    if (renewed.hasMissed) follows.onMissed();
    await follows.onRenewed();
  }

  async #meet(peers: readonly string[]): Promise<void> {
    if (peers.join() === this.#peers) return;
    await this.#deps.follows.onPeers(peers);
    this.#peers = peers.join();
  }

  async #tellOwn(): Promise<void> {
    const { clock, follows } = this.#deps;
    const due = this.#own.filter(({ at }) => clock.now() - at >= OWN_GRACE_MS);
    if (due.length === 0) return;
    await follows.tellLeftOver(due.flatMap(({ stretches }) => stretches));
    this.#own = this.#own.filter((one) => !due.includes(one));
  }
}
