import type { Conversation, Person, UserId } from '@natter/protocol';
import type { Translate } from './ui-context.ts';

/** The other one of a direct conversation; null while nothing is known, and in a group. */
export function peerOf(conversation: Conversation | null, me: UserId): Person | null {
  if (conversation === null || conversation.type === 'group') return null;
  return conversation.participants.find((each) => each.userId !== me) ?? conversation.participants[0] ?? null;
}

/** Whether a conversation is that with oneself alone, where one keeps notes. */
export function isNoteToSelf(conversation: Conversation | null, me: UserId): boolean {
  if (conversation?.type !== 'direct') return false;
  return conversation.participants.length === 1 && conversation.participants[0]?.userId === me;
}

/** Who a conversation is shown as: the other one, a group under its name, or in place of oneself the notes. Null while nothing is known. */
export function faceOf(conversation: Conversation | null, me: UserId, t: Translate): Person | null {
  if (conversation?.type === 'group')
    return { userId: conversation.id, displayName: conversation.name ?? '', avatarUrl: null };
  const peer = peerOf(conversation, me);
  return peer !== null && isNoteToSelf(conversation, me)
    ? { ...peer, displayName: t('app.noteToSelf'), avatarUrl: null, office: null }
    : peer;
}

/** What a conversation is called. */
export function nameOf(conversation: Conversation | null, me: UserId, t: Translate): string {
  return faceOf(conversation, me, t)?.displayName ?? t('app.unknownPerson');
}

/** Who wrote something, with the group it was written in. */
export function whoWrote({ displayName: name }: Person, { type, name: group }: Conversation, t: Translate): string {
  return type === 'group' ? t('notice.inGroup', { name, group: group ?? '' }) : name;
}

/** A name with the office, for a screen reader, which meets the label of a message and not its badge: "Mia (Store manager)". */
export function nameWithOffice({ displayName, office }: Pick<Person, 'displayName' | 'office'>, t: Translate): string {
  return office ? `${displayName} (${t(`office.${office}`)})` : displayName;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One or two letters that stand for a name, whatever its script: first of the first and of the last word. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return picked
    .map((word) => [...graphemes.segment(word ?? '')][0]?.segment ?? '')
    .join('')
    .toLocaleUpperCase();
}

/** A hue of 0–359 that stays with an id. FNV-1a, spread by the golden angle so that neighbours differ. */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193) >>> 0;
  }
  return Math.round((hash % 360) * 137.508) % 360;
}
