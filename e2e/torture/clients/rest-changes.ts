import { randomUUID } from 'node:crypto';
import type { History } from '../history/history-files.ts';
import { type ChosenChange, chosenOptions } from './device-changes.ts';
import { type CallRest, judge, type RestAnswer } from './rest.ts';

/** Makes a change by hand, once, and notes how it ended. */
export async function changeByRest(rest: CallRest, change: ChosenChange, history: History): Promise<void> {
  const { what, message, detail, value } = change;
  const { conversationId, seq } = message;
  const key = { op: 'change', changeId: randomUUID() } as const;
  history.note({ ...key, phase: 'invoke', what, conversationId, seq, detail, value });
  const answer = await perform(rest, change);
  const verdict = judge(answer);
  if (verdict.end === 'unknown') history.note({ ...key, phase: 'unknown', reason: verdict.reason });
  else if (verdict.end === 'fail') history.note({ ...key, phase: 'fail', code: verdict.code });
  else {
    const version = what === 'edit' ? Number(answer?.body['version']) : null;
    history.note({ ...key, phase: 'ok', version });
  }
}

function perform(rest: CallRest, { what, message, detail, value }: ChosenChange): Promise<RestAnswer | null> {
  const path = `/conversations/${message.conversationId}/messages/${message.id}`;
  const setOrUnset = value === 'on' ? 'PUT' : 'DELETE';
  if (what === 'edit') return rest('PATCH', path, { content: value, version: message.version });
  if (what === 'react') return rest(setOrUnset, `${path}/reactions/${encodeURIComponent(detail)}`);
  if (what === 'star') return rest(setOrUnset, `${path}/star`);
  if (what === 'vote') return rest('PUT', `${path}/votes`, { optionIds: chosenOptions(value) });
  return rest('DELETE', `${path}?for=${what === 'hide' ? 'me' : 'everyone'}`);
}
