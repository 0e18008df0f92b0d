import type { MemberPatch } from '../shared/wire.ts';
import type { PushToNatter } from './push-to-natter.ts';
import type { Sessions } from './sessions.ts';
import type { ShopFile } from './shop-file.ts';

/** What the shop's routes are given. */
export interface ShopParts {
  readonly name: string;
  readonly file: ShopFile;
  readonly sessions: Sessions;
  readonly push: PushToNatter;
  /** A token by which Natter knows this member. */
  readonly mintFor: (member: { readonly id: string; readonly name: string }) => Promise<string>;
  readonly now: () => number;
}

/**
 * Changes a member's tier or clubs. Resolves when Natter has it (or was not reached: then it is told as soon as it is back),
 * so that what the counter changes holds at once. Answers whether there is such a member, and whether the clubs exist.
 */
export async function changeMember(
  { file, push }: Pick<ShopParts, 'file' | 'push'>,
  id: string,
  { tier, clubs }: MemberPatch,
): Promise<boolean> {
  const { members, clubs: known } = file.data();
  const areClubsKnown = (clubs ?? []).every((clubId) => known.some((club) => club.id === clubId));
  if (!members.some((member) => member.id === id) || !areClubsKnown) return false;
  await file.update((data) => ({
    ...data,
    members: data.members.map((member) =>
      member.id === id
        ? { ...member, ...(tier !== undefined && { tier }), ...(clubs !== undefined && { clubs: [...new Set(clubs)] }) }
        : member,
    ),
  }));
  await push.members([id]);
  return true;
}
