import { randomUUID } from 'node:crypto';
import type { NatterClient } from '@natter/client';
import type { ChangeKind } from '../history/history-event.ts';
import type { History } from '../history/history-files.ts';
import type { Chance } from '../seeded.ts';
import { codeOf } from './error-code.ts';

/** A message as the public interface has it, as far as it matters here. */
export interface Shown {
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly senderId: string | null;
  readonly type: string;
  readonly version: number;
  readonly content: string | null;
}

export interface ChosenChange {
  readonly what: ChangeKind;
  readonly message: Shown;
  readonly detail: string;
  readonly value: string;
}

export const EMOJI = ['👍', '❤️', '😂', '🙏'] as const;
const VOTES = ['', '1', '2', '1 3', '1 2 3'] as const;
/** How often each is chosen: what is gone for good is rare, so that there is something to work on. */
const KINDS: readonly ChangeKind[] = [
  'react',
  'react',
  'react',
  'star',
  'star',
  'edit',
  'edit',
  'edit',
  'erase',
  'hide',
];

/** Something that a person may do with one of these messages; null where there is nothing. */
export function chooseChange(
  messages: readonly Shown[],
  person: string,
  chance: Chance,
  nextText: () => string,
): ChosenChange | null {
  const alive = messages.filter((message) => message.content !== null && message.senderId !== null);
  if (alive.length === 0) return null;
  const polls = alive.filter((message) => message.type === 'poll');
  if (polls.length > 0 && chance.next() < 0.3) {
    return { what: 'vote', message: chance.pick(polls), detail: '', value: chance.pick(VOTES) };
  }
  const what = chance.pick(KINDS);
  const mine = alive.filter((message) => message.senderId === person && message.type === 'text');
  const from = what === 'edit' || what === 'erase' ? mine : alive;
  if (from.length === 0) return null;
  // The newest ones, so that several people meet at one message.
  const message = chance.pick(from.slice(-8));
  if (what === 'edit') return { what, message, detail: '', value: nextText() };
  const detail = what === 'react' ? chance.pick(EMOJI) : '';
  const isOn = what === 'erase' || what === 'hide' || chance.next() < 0.7;
  return { what, message, detail, value: isOn ? 'on' : 'off' };
}

export const chosenOptions = (value: string): number[] => (value === '' ? [] : value.split(' ').map(Number));

/** Makes it by our client, and notes how it ended. */
export async function makeChange(context: {
  readonly client: NatterClient;
  readonly change: ChosenChange;
  readonly history: History;
  readonly isDead: () => boolean;
  readonly died: Promise<void>;
  readonly isTransient: (error: unknown) => boolean;
}): Promise<void> {
  const { client, change, history, isDead, died, isTransient } = context;
  const { what, message, detail, value } = change;
  const { conversationId, seq } = message;
  const key = { op: 'change', changeId: randomUUID() } as const;
  history.note({ ...key, phase: 'invoke', what, conversationId, seq, detail, value });
  try {
    const answer = await Promise.race([perform(client, change), died.then(() => null)]);
    if (answer === null || isDead()) history.note({ ...key, phase: 'unknown', reason: 'killed' });
    else history.note({ ...key, phase: 'ok', version: answer.version });
  } catch (error) {
    const code = codeOf(error);
    if (isDead()) history.note({ ...key, phase: 'unknown', reason: 'killed' });
    else if (isTransient(error)) history.note({ ...key, phase: 'unknown', reason: code });
    else history.note({ ...key, phase: 'fail', code });
  }
}

/** `version`: of an edit, what it became. */
async function perform(client: NatterClient, change: ChosenChange): Promise<{ version: number | null }> {
  const { what, message, detail, value } = change;
  const { conversationId: id, id: messageId } = message;
  const { messages } = client;
  const isOn = value === 'on';
  if (what === 'edit') {
    const edited = await messages.edit(id, messageId, { content: value });
    return { version: edited?.version ?? null };
  }
  if (what === 'react') await messages.react(id, messageId, detail, isOn);
  else if (what === 'star') await messages.star(id, messageId, isOn);
  else if (what === 'vote') await messages.vote(id, messageId, chosenOptions(value));
  else await messages.delete(id, messageId, { for: what === 'hide' ? 'me' : 'everyone' });
  return { version: null };
}
