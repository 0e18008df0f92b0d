import { codePointLength, normaliseText } from '@natter/model';
import type { Edition, Mention, PollInfo } from '@natter/protocol';
import { BOOKSTORE } from './bookstore.ts';
import { LONG_TALK, tellYear } from './long-talk/index.ts';
import { MARKETPLACE } from './marketplace.ts';
import { type Anchor, type Line, parseTalk } from './parse-talk.ts';
import { type CastMember, castOf } from './people/index.ts';
import { type SeededRandom, seededRandom, seededUuidV4, seededUuidV7 } from './seeded-random.ts';
import { SOCIAL } from './social/index.ts';
import type { Talk, TalkView } from './talk.ts';
import type { World, WorldConversation, WorldMember, WorldMessage, WorldPerson } from './world.ts';

export interface WorldOptions extends Anchor {
  readonly edition: Edition;
  readonly seed: string;
}

const DAY = 86_400_000;
/** Everybody has been here longer than the talk goes back. */
const KNOWN_FOR_DAYS = 400;
/** Until when a muted conversation stays silent: so far away that it means "always". */
const MUTED_FOR_DAYS = 3650;

const TALKS: Readonly<Record<Edition, readonly Talk[]>> = {
  bookstore: BOOKSTORE,
  marketplace: MARKETPLACE,
  social: SOCIAL,
};

/** The demo world of an edition: the same seed, time and edition give the same world, down to every id. The talk ends now. */
export function buildWorld(options: WorldOptions): World {
  const { edition, seed } = options;
  const cast = castOf(edition);
  const told = TALKS[edition].map((talk) => {
    const random = seededRandom(`${seed} ${edition} ${talk.between.join(' ')}`);
    return toConversation(talk, parseTalk(talk, options, random), { cast, random, anchor: options });
  });
  const conversations = edition === 'social' ? [...told, tellLongTalk(options, cast)] : told;
  return { edition, people: cast.map((member) => toPerson(member, conversations, options)), conversations };
}

function tellLongTalk(options: WorldOptions, cast: readonly CastMember[]): WorldConversation {
  const random = seededRandom(`${options.seed} a year`);
  const ending = parseTalk(LONG_TALK, options, random);
  const year = tellYear({
    count: 10_000 - ending.length,
    untilMs: ending[0]?.atMs ?? options.nowMs,
    random,
    anchor: options,
  });
  return toConversation(LONG_TALK, [...year, ...ending], { cast, random, anchor: options });
}

interface Around {
  readonly cast: readonly CastMember[];
  readonly random: SeededRandom;
  readonly anchor: Anchor;
}

function toConversation(talk: Talk, lines: readonly Line[], { cast, random, anchor }: Around): WorldConversation {
  const { between, name } = talk;
  const [createdBy, ...others] = between;
  const firstMs = lines[0]?.atMs ?? anchor.nowMs;
  const messages: WorldMessage[] = [];
  if (name !== undefined) messages.push(beginning({ name, createdBy, others, atMs: firstMs - 1_000 }, random));
  const before = messages.length;
  // What became of messages comes after all of them in the log, each act with a place of its own.
  let changeSeq = before + lines.length;
  for (const [index, line] of lines.entries()) {
    const content = normaliseText(line.text);
    const answered = line.answersBack === 0 ? undefined : messages[before + index - line.answersBack];
    if (line.answersBack > 0 && answered === undefined) throw new Error(`answers nothing: ${line.text}`);
    messages.push({
      id: seededUuidV7(random, line.atMs),
      clientId: seededUuidV4(random),
      seq: before + index + 1,
      senderId: line.senderId,
      content,
      mentions: findMentions(content, talk, cast),
      line: null,
      replyTo: toAnswered(answered),
      sentAtMs: line.atMs,
      changeSeq: 0,
      reactions: line.reactions,
      starredBy: line.starredBy,
      firstContent: line.firstText,
      poll: line.options === null ? null : toPoll(line.options, line.votes),
      votes: line.votes,
    });
  }
  const placed = messages.map((message) => {
    const acts = message.reactions.length + message.votes.length + (message.firstContent === null ? 0 : 1);
    changeSeq += acts;
    return { ...message, changeSeq: acts === 0 ? message.seq : changeSeq };
  });
  const lastAtMs = messages.at(-1)?.sentAtMs ?? firstMs;
  return {
    id: seededUuidV7(random, firstMs - 1_000),
    createdBy,
    group: name === undefined ? null : { name, clientId: seededUuidV4(random) },
    createdAtMs: firstMs - 1_000,
    updatedAtMs: lastAtMs,
    members: between.map((id) => toMember(id, { view: talk.view?.[id] ?? {}, messages, anchor })),
    changeSeq,
    messages: placed,
  };
}

/** The line with which a group begins (GROUP-9). */
function beginning(
  { name, createdBy, others, atMs }: { name: string; createdBy: string; others: readonly string[]; atMs: number },
  random: SeededRandom,
): WorldMessage {
  return {
    id: seededUuidV7(random, atMs),
    clientId: null,
    seq: 1,
    senderId: null,
    content: null,
    line: { event: 'group_created', userId: createdBy, userIds: [...others], name },
    mentions: [],
    replyTo: null,
    sentAtMs: atMs,
    changeSeq: 0,
    reactions: [],
    starredBy: [],
    firstContent: null,
    poll: null,
    votes: [],
  };
}

function toAnswered(answered: WorldMessage | undefined): WorldMessage['replyTo'] {
  if (answered === undefined || answered.senderId === null) return null;
  return { id: answered.id, seq: answered.seq, senderId: answered.senderId };
}

function toPoll(options: readonly string[], votes: WorldMessage['votes']): PollInfo {
  const votesOf = (id: number) => votes.filter(({ optionIds }) => optionIds.includes(id)).length;
  return {
    options: options.map((text, index) => ({ id: index + 1, text, votes: votesOf(index + 1) })),
    multiple: votes.some(({ optionIds }) => optionIds.length > 1),
    anonymous: false,
    voters: votes.length,
    closedAt: null,
  };
}

function toMember(
  userId: string,
  { view, messages, anchor }: { view: TalkView; messages: readonly WorldMessage[]; anchor: Anchor },
): WorldMember {
  const deliveredSeq = messages.length - (view.undelivered ?? 0);
  const readSeq = Math.min(messages.length - (view.unread ?? 0), deliveredSeq);
  const readUpTo = messages[readSeq - 1];
  return {
    userId,
    deliveredSeq,
    readSeq,
    lastReadAtMs: readUpTo === undefined ? null : Math.min(readUpTo.sentAtMs + 20_000, anchor.nowMs),
    isPinned: view.isPinned === true,
    isArchived: view.isArchived === true,
    mutedUntilMs: view.isMuted === true ? anchor.nowMs + MUTED_FOR_DAYS * DAY : null,
    markedUnread: view.markedUnread === true,
    draft: view.draft ?? null,
  };
}

/** `@Tomás` names a member by the first word of their name; places in code points. */
function findMentions(content: string, talk: Talk, cast: readonly CastMember[]): readonly Mention[] {
  const found = talk.between.flatMap((userId) => {
    const name = cast.find((member) => member.id === userId)?.displayName.split(' ')[0];
    const at = name === undefined ? -1 : content.indexOf(`@${name}`);
    if (name === undefined || at < 0) return [];
    const start = codePointLength(content.slice(0, at));
    return [{ userId, start, end: start + codePointLength(name) + 1 }];
  });
  return found.sort((left, right) => left.start - right.start);
}

function toPerson(
  member: CastMember,
  conversations: readonly WorldConversation[],
  { nowMs, seed, edition }: WorldOptions,
): WorldPerson {
  const random = seededRandom(`${seed} ${member.id}`);
  const spokeAtMs = conversations.flatMap(
    ({ messages }) => messages.findLast(({ senderId }) => senderId === member.id)?.sentAtMs ?? [],
  );
  const { id, displayName, locale, timeZone } = member;
  return {
    id,
    displayName,
    locale,
    timeZone,
    about: member.about[edition] ?? '',
    avatarUrl: `/api/demo/faces/${id}.svg`,
    tier: member.tier ?? 'free',
    roles: member.roles ?? ['member'],
    clubs: edition === 'bookstore' ? (member.clubs ?? []) : [],
    createdAtMs: nowMs - (KNOWN_FOR_DAYS + random.between(0, 300)) * DAY,
    lastSeenAtMs: Math.min(Math.max(...spokeAtMs, nowMs - 2 * DAY) + random.between(30_000, 600_000), nowMs),
  };
}
