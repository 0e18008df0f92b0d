import type { UserId } from '@natter/protocol';

interface NodePeople {
  version: number;
  people: Set<UserId>;
  /** Looks in a row in which the node was not among the living. */
  missed: number;
  seenAt: number;
}

interface Step {
  readonly version: number;
  readonly came: UserId | null;
  readonly left: UserId | null;
  readonly at: number;
}

/** Somebody came to the first of the other nodes, or left the last of them; `seenAt` of that node, in epoch milliseconds. */
type OnFlip = (userId: UserId, flip: { readonly isOnline: boolean; readonly at: number }) => void;

/** Who is on which other node, as far as this one was told; memory only. */
export class PeopleMirror {
  readonly #nodes = new Map<string, NodePeople>();
  /** On how many other nodes each person is. */
  readonly #counts = new Map<UserId, number>();

  readonly #onFlip: OnFlip;

  constructor(onFlip: OnFlip) {
    this.#onFlip = onFlip;
  }

  /** People on any other node. */
  get online(): number {
    return this.#counts.size;
  }

  isOnline(userId: UserId): boolean {
    return this.#counts.has(userId);
  }

  get nodes(): IterableIterator<string> {
    return this.#nodes.keys();
  }

  versionOf(node: string): number {
    return this.#nodes.get(node)?.version ?? -1;
  }

  /** One step of a node's people; false where one before it is missing: then they are to be read as a whole. */
  step(node: string, { version, came, left, at }: Step): boolean {
    const held = this.#nodes.get(node) ?? (version === 1 ? this.#begin(node, { version: 0, at }) : undefined);
    if (held?.version !== version - 1) return false;
    held.version = version;
    held.seenAt = at;
    if (came !== null) this.#add(held, came);
    if (left !== null) this.#remove(held, left);
    return true;
  }

  /** All people of a node at this version. */
  replace(node: string, { version, people, at }: { version: number; people: ReadonlySet<UserId>; at: number }): void {
    const held = this.#nodes.get(node) ?? this.#begin(node, { version, at });
    held.version = version;
    held.seenAt = at;
    for (const userId of people) this.#add(held, userId);
    for (const userId of [...held.people]) if (!people.has(userId)) this.#remove(held, userId);
  }

  seen(node: string, at: number): void {
    const held = this.#nodes.get(node);
    if (!held) return;
    held.missed = 0;
    held.seenAt = at;
  }

  /** It was not among the living; the answer says how often in a row. */
  missed(node: string): number {
    const held = this.#nodes.get(node);
    return held ? ++held.missed : 0;
  }

  seenAt(node: string): number {
    return this.#nodes.get(node)?.seenAt ?? Number.NEGATIVE_INFINITY;
  }

  drop(node: string): void {
    const held = this.#nodes.get(node);
    if (!held) return;
    for (const userId of [...held.people]) this.#remove(held, userId);
    this.#nodes.delete(node);
  }

  #begin(node: string, { version, at }: { version: number; at: number }): NodePeople {
    const held = { version, people: new Set<UserId>(), missed: 0, seenAt: at };
    this.#nodes.set(node, held);
    return held;
  }

  #add(held: NodePeople, userId: UserId): void {
    if (held.people.has(userId)) return;
    held.people.add(userId);
    const before = this.#counts.get(userId) ?? 0;
    this.#counts.set(userId, before + 1);
    if (before === 0) this.#onFlip(userId, { isOnline: true, at: held.seenAt });
  }

  #remove(held: NodePeople, userId: UserId): void {
    if (!held.people.delete(userId)) return;
    const left = (this.#counts.get(userId) ?? 1) - 1;
    if (left > 0) {
      this.#counts.set(userId, left);
      return;
    }
    this.#counts.delete(userId);
    this.#onFlip(userId, { isOnline: false, at: held.seenAt });
  }
}
