import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { Breaker } from '../../platform/breaker.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Clock, Log } from '../../ports/runtime.ts';

/** The host's public keys, as they were at a time. */
export interface KeySet {
  readonly find: JWTVerifyGetKey;
  readonly fetchedAt: number;
}

/** So long keys are taken without asking again (ms). */
const FRESH_MS = 10 * 60_000;
/** So long after they were fetched they serve where the key server is away: whoever took a key back waits no longer than that (ms). */
const KEPT_MS = 60 * 60_000;
/** A key id that is not known is asked for no more often than this (ms): anybody can invent ids. */
const ASK_AGAIN_MS = 30_000;
const ANSWER_WITHIN_MS = 2_000;
/** How long to wait before the keys are asked for again, in seconds. */
const RETRY_SECONDS = 5;

const Answer = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * Keys from an address, asked for by one at a time and held back from by a breaker while it is away (READY-4). Keys that were fetched
 * within the hour go on serving then, for tokens that they fit; a token of a key that nobody could ask for is not refused, but has to
 * wait (AUTH-8).
 */
export class KeySource {
  readonly breaker: Breaker;
  readonly #url: string;
  readonly #clock: Clock;
  #kept: KeySet | null = null;
  #asking: Promise<KeySet> | null = null;

  constructor(url: string, clock: Clock, log: Log) {
    this.#url = url;
    this.#clock = clock;
    this.breaker = new Breaker({ what: 'jwks', clock, log, probe: () => this.#fetch(), failures: 2 });
  }

  /** Errors: `unavailable`. */
  async current(): Promise<KeySet> {
    const kept = this.#kept;
    const ageMs = kept === null ? Number.POSITIVE_INFINITY : this.#clock.now() - kept.fetchedAt;
    if (kept !== null && ageMs < FRESH_MS) return kept;
    try {
      return await this.#ask();
    } catch (error) {
      if (kept !== null && ageMs < KEPT_MS) return kept;
      throw error;
    }
  }

  /** Where a key was missing in `set`: keys asked for since, or null where that was done just now. Errors: `unavailable`. */
  async newerThan(set: KeySet): Promise<KeySet | null> {
    if (this.#kept !== null && this.#kept !== set) return this.#kept;
    if (this.#clock.now() - set.fetchedAt < ASK_AGAIN_MS) return null;
    return await this.#ask();
  }

  async #ask(): Promise<KeySet> {
    if (this.breaker.isOpen) throw DomainError.unavailable(RETRY_SECONDS);
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = null;
    });
    return await this.#asking;
  }

  async #askOnce(): Promise<KeySet> {
    this.breaker.began();
    try {
      const keys = await this.#fetch();
      this.breaker.succeeded();
      return keys;
    } catch (error) {
      this.breaker.failed();
      throw DomainError.unavailable(RETRY_SECONDS, error);
    }
  }

  async #fetch(): Promise<KeySet> {
    const response = await fetch(this.#url, {
      headers: { accept: 'application/json, application/jwk-set+json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.status !== 200) throw new Error(`the key server answered ${response.status}`);
    const find = createLocalJWKSet(Answer.parse(await response.json()));
    this.#kept = { find, fetchedAt: this.#clock.now() };
    return this.#kept;
  }
}
