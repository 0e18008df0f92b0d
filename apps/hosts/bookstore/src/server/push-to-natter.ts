import type { HostClient } from '@natter/host';
import type { ShopClub, ShopData, ShopMember } from './shop-data.ts';
import type { ShopFile } from './shop-file.ts';

/** Keeps Natter's copy of the shop's people up to date. */
export interface PushToNatter {
  /** Everybody, at the start. What could not be told stays to be told. Errors: those of the disk. */
  everybody(): Promise<void>;
  /** These, now; resolves when Natter has them, or when it could not be reached and they wait. Errors: those of the disk. */
  members(ids: readonly string[]): Promise<void>;
  stop(): void;
}

export interface PushOptions {
  readonly file: ShopFile;
  readonly natter: Pick<HostClient, 'upsertUsers' | 'upsertMemberships'>;
  readonly onTrouble: (error: unknown) => void;
  /** Calls back after so many milliseconds; answers what takes that back. */
  readonly after: (ms: number, run: () => void) => () => void;
}

const RETRY_MS = [500, 1_000, 2_000, 5_000, 15_000];

/**
 * Pushing is idempotent and tells the present state, never the change: who waits to be pushed is remembered in the shop's
 * file by id alone, so that nothing is lost by a crash, and told again until Natter has confirmed it.
 */
export function pushToNatter({ file, natter, onTrouble, after }: PushOptions): PushToNatter {
  let failures = 0;
  let cancel: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  const attempt = async (): Promise<void> => {
    const { members, clubs, toPush } = file.data();
    const waiting = members.filter(({ id }) => toPush.includes(id));
    if (waiting.length === 0 || isStopped) return;
    try {
      await natter.upsertUsers(waiting.map(toUser));
      await natter.upsertMemberships(membershipsOf(waiting, clubs));
      // Whoever changed meanwhile is another value in the file, and is told once more.
      await file.update((data) => ({ ...data, toPush: data.toPush.filter((id) => !isToldOf(id, waiting, data)) }));
      failures = 0;
    } catch (error) {
      onTrouble(error);
      const ms = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 0;
      failures += 1;
      cancel();
      if (!isStopped) cancel = after(ms, () => void push());
    }
  };
  // One at a time: an older state must not overtake a newer one.
  const push = (): Promise<void> => {
    running = running.then(attempt);
    return running;
  };
  const members = async (ids: readonly string[]): Promise<void> => {
    await file.update((data) => ({ ...data, toPush: [...new Set([...data.toPush, ...ids])] }));
    await push();
  };
  return {
    everybody: () => members(file.data().members.map(({ id }) => id)),
    members,
    stop: () => {
      isStopped = true;
      cancel();
    },
  };
}

function isToldOf(id: string, told: readonly ShopMember[], { members }: ShopData): boolean {
  return told.some((each) => each.id === id && members.includes(each));
}

/** A member as Natter knows people. */
function toUser({ id, name, face, tier, office, locale, timeZone, since }: ShopMember) {
  return {
    id,
    displayName: name,
    avatarUrl: face,
    tier,
    roles: office === null ? (['member'] as const).slice() : ['member' as const, office],
    locale,
    timeZone,
    createdAt: since,
  };
}

/** Where they belong, and where not any more: every club is said, one way or the other. */
function membershipsOf(members: readonly ShopMember[], clubs: readonly ShopClub[]) {
  const all = members.flatMap((member) =>
    clubs.map((club) => ({
      userId: member.id,
      clubId: club.id,
      storeId: club.storeId,
      isIn: member.clubs.includes(club.id),
    })),
  );
  return {
    memberships: all.filter(({ isIn }) => isIn).map(({ isIn: _, ...membership }) => membership),
    remove: all.filter(({ isIn }) => !isIn).map(({ isIn: _, ...membership }) => membership),
  };
}
