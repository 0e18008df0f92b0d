import type { UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { PeopleElsewhere } from '../../ports/nodes.ts';
import type { MomentBus } from './moment-bus.ts';

type Found = (userId: UserId, change: { readonly isOnline: boolean; readonly at: number }) => void;

interface PeopleDeps extends Pick<Platform, 'database' | 'clock'> {
  readonly bus: MomentBus;
  readonly nodeId: string;
}

/**
 * Who is connected to other nodes, as their rows and calls say. A node's people go with its lease, ten seconds after its last sign of
 * life (NODE-8).
 */
export class PeopleOfNodes implements PeopleElsewhere {
  readonly #deps: PeopleDeps;
  readonly #here = new Set<UserId>();
  readonly #byNode = new Map<string, Set<UserId>>();
  /** How many other nodes somebody is at. */
  readonly #counts = new Map<UserId, number>();
  #found: Found = () => undefined;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
    deps.bus.onPeople(({ node, came, left }) => {
      for (const userId of left) this.#remove(node, userId);
      for (const userId of came) this.#add(node, userId);
    });
  }

  isOnline(userId: UserId): boolean {
    return this.#counts.has(userId);
  }

  get beside(): number {
    let beside = 0;
    for (const userId of this.#counts.keys()) if (!this.#here.has(userId)) beside++;
    return beside;
  }

  came(userId: UserId): void {
    this.#here.add(userId);
    this.#deps.bus.came(userId);
  }

  left(userId: UserId): void {
    this.#here.delete(userId);
    this.#deps.bus.left(userId);
  }

  onFound(found: Found): void {
    this.#found = found;
  }

  /** The nodes there are now. Those gone take their people along; of new ones it is read who is there. */
  async onPeers(peers: readonly string[]): Promise<void> {
    for (const [node, people] of this.#byNode) {
      if (peers.includes(node)) continue;
      for (const userId of [...people]) this.#remove(node, userId);
      this.#byNode.delete(node);
    }
    const unknown = peers.filter((node) => !this.#byNode.has(node));
    if (unknown.length === 0) return;
    const rows = await this.#deps.database.readPresences(this.#deps.nodeId);
    for (const node of unknown) {
      this.#byNode.set(node, this.#byNode.get(node) ?? new Set());
      for (const userId of rows.get(node) ?? []) this.#add(node, userId);
    }
  }

  async stop(): Promise<void> {
    this.#here.clear();
  }

  #add(node: string, userId: UserId): void {
    const people = this.#byNode.get(node) ?? new Set();
    this.#byNode.set(node, people);
    if (people.has(userId)) return;
    people.add(userId);
    const count = this.#counts.get(userId) ?? 0;
    this.#counts.set(userId, count + 1);
    if (count === 0) this.#found(userId, { isOnline: true, at: this.#deps.clock.now() });
  }

  #remove(node: string, userId: UserId): void {
    if (!this.#byNode.get(node)?.delete(userId)) return;
    const count = (this.#counts.get(userId) ?? 1) - 1;
    if (count > 0) this.#counts.set(userId, count);
    else {
      this.#counts.delete(userId);
      this.#found(userId, { isOnline: false, at: this.#deps.clock.now() });
    }
  }
}
