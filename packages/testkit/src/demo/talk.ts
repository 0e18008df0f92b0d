/**
 * A conversation as it is written down. The script is lines of text:
 *
 * - `# 12d 18:04` begins a passage twelve days ago at that time of the day; `# now-25m` one so many minutes (`m`) or hours
 *   (`h`, at most 5) ago. Messages of a passage follow one another within seconds or minutes.
 * - `m: text` is said by the member whose id begins so. `\n` breaks the line; `@Tomás` names a member.
 * - `t^2: text` answers the message two before it.
 * - `m?: question | one | another` asks in a poll, and `! t 1,2` is how a member voted in the one just asked.
 * - `+ m ❤️` is what a member reacted with to the message just said, `* m` that they starred it, `~ text` what it said before it
 *   was edited.
 * - Empty lines are for the eye.
 */
export interface Talk {
  /** Those who talk: two, or all of a group. The first one began. */
  readonly between: readonly [string, string, ...string[]];
  /** Of a group. */
  readonly name?: string;
  readonly script: string;
  /** How one of them keeps the conversation, by id. */
  readonly view?: Readonly<Record<string, TalkView>>;
}

/** What is one member's own. Everything left out is as usual: read to the end. */
export interface TalkView {
  /** So many messages at the end are not read yet. */
  readonly unread?: number;
  /** So many messages at the end have not reached any device of theirs. */
  readonly undelivered?: number;
  readonly isPinned?: boolean;
  readonly isArchived?: boolean;
  readonly isMuted?: boolean;
  readonly markedUnread?: boolean;
  readonly draft?: string;
}
