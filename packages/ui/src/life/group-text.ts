import type { GroupChange, Message, Person, UserId } from '@natter/protocol';
import type { Translate } from '../base/ui-context.ts';
import type { TextKey } from '../i18n/en.ts';

/** For whom a line is put into words. */
export interface LineReader {
  readonly t: Translate;
  readonly locale: string;
  readonly me: UserId;
}

/** So many are named; of more their number is said. */
const NAMED = 3;

type Told = { readonly [Field in keyof GroupChange]?: unknown };

/** Those to whom something was done, as a list: "Bo and you", "Bo, Cy, Di and 4 more". */
function listOf(ids: readonly UserId[], people: ReadonlyMap<UserId, Person>, { t, me, locale }: LineReader): string {
  const nameOf = (id: UserId) =>
    id === me ? t('message.system.you') : (people.get(id)?.displayName ?? t('app.unknownPerson'));
  // One more name takes no more room than saying that there is one more.
  const isCut = ids.length > NAMED + 1;
  const names = ids.slice(0, isCut ? NAMED : NAMED + 1).map(nameOf);
  const rest = isCut ? [t('message.system.more', { count: ids.length - NAMED })] : [];
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format([...names, ...rest]);
}

const isAudience = (value: unknown): value is 'admins' | 'everyone' => value === 'admins' || value === 'everyone';

/** What a line about a group says; null for an event that this version does not know, or that says too little. */
export function groupText(
  metadata: Message['metadata'],
  name: string,
  people: ReadonlyMap<UserId, Person>,
  reader: LineReader,
): string | null {
  const { t, me } = reader;
  const { event, userId, userIds, role, whoSends, whoAdds, name: given }: Told = metadata ?? {};
  const group = typeof given === 'string' ? given : '';
  const ids = Array.isArray(userIds) ? userIds.filter((id): id is UserId => typeof id === 'string') : [];
  // Myself first: that is what matters to me.
  const list = () => listOf([...ids.filter((id) => id === me), ...ids.filter((id) => id !== me)], people, reader);
  const say = (key: TextKey) => t(key, { name, group, people: ids.length === 0 ? '' : list() });
  switch (event) {
    case 'group_created':
      return say(ids.length === 0 ? 'message.system.group_created' : 'message.system.created_with');
    case 'members_added':
    case 'member_removed':
      return ids.length === 0 ? null : say(`message.system.${event}`);
    case 'member_left':
    case 'group_renamed':
      return say(`message.system.${event}`);
    case 'role_changed':
      if (ids.length === 0) return null;
      if (role === 'admin') return say('message.system.role_admin');
      return say(ids.length === 1 && ids[0] === userId ? 'message.system.role_own' : 'message.system.role_member');
    case 'group_settings_changed': {
      const told = [
        ...(isAudience(whoSends) ? [say(`message.system.sends_${whoSends}`)] : []),
        ...(isAudience(whoAdds) ? [say(`message.system.adds_${whoAdds}`)] : []),
      ];
      return told.length === 0 ? null : told.join('. ');
    }
    default:
      return null;
  }
}
