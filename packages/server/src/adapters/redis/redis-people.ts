import { UserId } from '@natter/protocol';
import * as z from 'zod/mini';
import type { PeopleElsewhere } from '../../ports/nodes.ts';
import type { Clock, Log } from '../../ports/runtime.ts';
import { PeopleMirror } from './people-mirror.ts';
import { BEAT, LEAVE, READ_PEOPLE } from './people-scripts.ts';
import type { RedisLink } from './redis-link.ts';

/**
 * In milliseconds. `lease`: a node that says nothing for so long is gone; with two looks of others on top its people are offline within
 * 45 s (REDIS-4). `forget`: without any word of Redis for so long, what is known of the other nodes is too old.
 */
const TIMES = { lease: 25_000, beatEvery: 5_000, forget: 45_000 };
/** What changed is written into Redis together; the other nodes are told at once (ms). */
const WRITE_AFTER_MS = 100;
/** Looks in a row that must miss a node: one may come before that node has written into a Redis that was emptied. */
const MISSED_LOOKS = 2;
/** People written by one call. */
const CHUNK = 5_000;

const Step = z.object({
  node: z.string(),
  version: z.int(),
  came: z.nullable(UserId),
  left: z.nullable(UserId),
});
const Beaten = z.array(z.union([z.string(), z.number()]));
const People = z.array(UserId);

type Found = Parameters<PeopleElsewhere['onFound']>[0];

interface Options {
  readonly nodeId: string;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Others than in earnest, for tests. */
  readonly times?: typeof TIMES;
}

/**
 * Leases of presence in Redis: one lease for each node, and the set of its people. Every node keeps a mirror of the others' sets in its
 * memory, so that asking costs nothing. Each coming and going is told as a numbered step; who misses one reads the whole set
 * with its next look, five seconds later at most.
 */
export class RedisPeople implements PeopleElsewhere {
  readonly #link: RedisLink;
  readonly #options: Required<Options>;
  readonly #mirror: PeopleMirror;
  readonly #here = new Set<UserId>();
  /** Since the last write: true came, false went. */
  readonly #unwritten = new Map<UserId, boolean>();
  #version = 0;
  /** What Redis was last told; null: it must be told everything. */
  #written: number | null = null;
  #found: Found = () => undefined;
  /** People who are here and elsewhere. */
  #both = 0;
  #cancelWrite: (() => void) | null = null;
  #cancelBeat: () => void = () => undefined;
  #beating: Promise<void> = Promise.resolve();
  #isStopped = false;
  /** Who comes is told of by the node they came to. (Who leaves, too, unless two nodes that they leave at once each leave it to the other.) */
  #isTold = false;

  constructor(link: RedisLink, options: Options) {
    this.#link = link;
    this.#options = { times: TIMES, ...options };
    this.#mirror = new PeopleMirror((userId, flip) => {
      if (this.#here.has(userId)) this.#both += flip.isOnline ? 1 : -1;
      if (!this.#isTold) this.#found(userId, flip);
    });
    link.hear({ of: this.#key('steps'), isPattern: false, listener: (message) => this.#take(message) });
    // What was written may be lost, and steps have been missed.
    link.onUp(() => this.#beat());
    this.#arm();
  }

  isOnline(userId: UserId): boolean {
    return this.#mirror.isOnline(userId);
  }

  get beside(): number {
    return this.#mirror.online - this.#both;
  }

  came(userId: UserId): void {
    if (this.#here.has(userId)) return;
    this.#here.add(userId);
    if (this.#mirror.isOnline(userId)) this.#both++;
    this.#changed(userId, true);
  }

  left(userId: UserId): void {
    if (!this.#here.delete(userId)) return;
    if (this.#mirror.isOnline(userId)) this.#both--;
    this.#changed(userId, false);
  }

  onFound(found: Found): void {
    this.#found = found;
  }

  /** Its people are offline with the next looks of the others, unless they have come back to one of them: a rolling restart does not flicker. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelBeat();
    this.#cancelWrite?.();
    await this.#beating;
    try {
      await this.#ask(LEAVE, this.#ownKeys(), [this.#options.nodeId]);
    } catch {
      // The lease ends by itself.
    }
  }

  #changed(userId: UserId, isHere: boolean): void {
    this.#version++;
    this.#unwritten.set(userId, isHere);
    const step = { ...this.#step(), came: isHere ? userId : null, left: isHere ? null : userId };
    this.#link.publish(this.#key('steps'), JSON.stringify(step));
    this.#beatSoon();
  }

  #beatSoon(): void {
    if (this.#isStopped) return;
    this.#cancelWrite ??= this.#options.clock.after(WRITE_AFTER_MS, () => {
      this.#cancelWrite = null;
      this.#beat();
    });
  }

  #step(): z.output<typeof Step> {
    return { node: this.#options.nodeId, version: this.#version, came: null, left: null };
  }

  /** A step of another node. */
  #take(message: Buffer): void {
    const step = z.safeParse(Step, parseJson(message.toString()));
    if (!step.success || step.data.node === this.#options.nodeId) return;
    const at = this.#options.clock.now();
    this.#isTold = step.data.came !== null;
    if (!this.#mirror.step(step.data.node, { ...step.data, at })) this.#beatSoon();
    this.#isTold = false;
  }

  #arm(): void {
    this.#cancelBeat = this.#options.clock.after(this.#options.times.beatEvery, () => {
      this.#beat();
      this.#forgetOld();
      if (!this.#isStopped) this.#arm();
    });
  }

  /** One after the other, never two at once. */
  #beat(): void {
    if (this.#isStopped) return;
    this.#beating = this.#beating.then(async () => {
      if (!this.#link.isUp || this.#isStopped) return;
      try {
        await this.#look(await this.#write());
      } catch (error) {
        this.#options.log.debug('presence_not_shared', { error });
      }
    });
  }

  /** Writes what changed and renews the lease; answers who lives. */
  async #write(): Promise<readonly (string | number)[]> {
    if (this.#written !== null) {
      const changes = [...this.#unwritten];
      const answer = await this.#beatOnce({ from: String(this.#written), changes });
      if (answer[0] === 1) return answer;
    }
    const everybody = [...this.#here].map((userId): [UserId, boolean] => [userId, true]);
    let answer = await this.#beatOnce({ from: '', changes: everybody.slice(0, CHUNK) });
    for (let at = CHUNK; at < everybody.length; at += CHUNK) {
      answer = await this.#beatOnce({ from: String(this.#written), changes: everybody.slice(at, at + CHUNK) });
    }
    return answer;
  }

  async #beatOnce({ from, changes }: { from: string; changes: readonly [UserId, boolean][] }) {
    const version = this.#version;
    const came = changes.filter(([, isHere]) => isHere).map(([userId]) => userId);
    const left = changes.filter(([, isHere]) => !isHere).map(([userId]) => userId);
    const { nodeId } = this.#options;
    const argv = [
      nodeId,
      String(this.#options.times.lease),
      from,
      String(version),
      String(came.length),
      ...came,
      ...left,
    ];
    const answer = z.parse(Beaten, await this.#ask(BEAT, this.#ownKeys(), argv));
    if (answer[0] !== 1) {
      this.#written = null;
      return answer;
    }
    this.#written = version;
    // What changed meanwhile waits for the next write.
    for (const [userId, isHere] of changes) if (this.#unwritten.get(userId) === isHere) this.#unwritten.delete(userId);
    return answer;
  }

  /** Brings the mirror to what Redis says of the living. */
  async #look([, wasHere, ...living]: readonly (string | number)[]): Promise<void> {
    const now = this.#options.clock.now();
    const versions = new Map<string, number>();
    for (let at = 0; at < living.length; at += 2) versions.set(String(living[at]), Number(living[at + 1]));
    versions.delete(this.#options.nodeId);
    for (const [node, version] of versions) {
      if (version > this.#mirror.versionOf(node)) await this.#read(node);
      this.#mirror.seen(node, now);
    }
    for (const node of [...this.#mirror.nodes]) {
      // A Redis that does not know us either was emptied: the others have not written yet.
      if (versions.has(node) || wasHere !== 1) continue;
      if (this.#mirror.missed(node) >= MISSED_LOOKS) this.#mirror.drop(node);
    }
  }

  async #read(node: string): Promise<void> {
    const keys = [this.#key('versions'), this.#key(`people:${node}`)];
    const [version, ...people] = z.parse(z.array(z.string()), await this.#ask(READ_PEOPLE, keys, [node]));
    const read = { version: Number(version), people: new Set(z.parse(People, people)), at: this.#options.clock.now() };
    if (read.version > this.#mirror.versionOf(node)) this.#mirror.replace(node, read);
  }

  #forgetOld(): void {
    const old = this.#options.clock.now() - this.#options.times.forget;
    for (const node of [...this.#mirror.nodes]) if (this.#mirror.seenAt(node) < old) this.#mirror.drop(node);
  }

  #ask(script: string, keys: string[], argv: string[]): Promise<unknown> {
    return this.#link.run((client) => client.eval(script, { keys, arguments: argv }));
  }

  #ownKeys(): string[] {
    return [this.#key('nodes'), this.#key('versions'), this.#key(`people:${this.#options.nodeId}`)];
  }

  #key(name: string): string {
    return `${this.#options.prefix}:${name}`;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not one of ours.
    return null;
  }
}
