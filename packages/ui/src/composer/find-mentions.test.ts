import { areMentionsValid, codePointLength } from '@natter/model';
import { describe, expect, it } from 'vitest';
import { findMentions, movePicks, type Pick } from './find-mentions.ts';

const jonas = { userId: 'u-jo', displayName: 'Jonas Weber' };
const jo = { userId: 'u-j', displayName: 'Jonas' };
const people = [jonas, jo, { userId: 'u-ji', displayName: '지영' }];
const named = (text: string, picks: readonly Pick[] = [], of = people) =>
  findMentions(text, of, picks).map(({ userId, start, end }) => [userId, [...text].slice(start, end).join('')]);

describe('who is named in a text', () => {
  it('is found by the whole name, the longest first, in code points', () => {
    expect(named('😀 @Jonas Weber, @Jonas and @지영!')).toEqual([
      ['u-jo', '@Jonas Weber'],
      ['u-j', '@Jonas'],
      ['u-ji', '@지영'],
    ]);
    expect(findMentions('😀😀 @지영', people)).toEqual([{ userId: 'u-ji', start: 3, end: 6 }]);
  });

  it('is nobody where the name is damaged, or part of another word', () => {
    for (const text of [
      '@Jonaz Weber',
      '@jonas',
      '@Jonass',
      'a@Jonas',
      'mail@Jonas.example',
      '@ Jonas',
      'Jonas',
      '@',
    ]) {
      expect([text, named(text)]).toEqual([text, []]);
    }
  });

  it('stays right while the text around is changed, and comes back with undo', () => {
    const text = 'Hi @Jonas Weber';
    const edits = [`😀 ${text}`, `Well. ${text}, ok`, 'Hi @Jonas ', text, `${text}\n${text}`];
    expect(edits.map((each) => named(each).length)).toEqual([1, 1, 1, 1, 2]);
    for (const each of edits) expect(areMentionsValid(findMentions(each, people), codePointLength(each))).toBe(true);
  });

  it('tells two of one name apart by who was chosen where, and leaves it open where nobody was', () => {
    const twins = [
      { userId: 'a', displayName: 'Kim' },
      { userId: 'b', displayName: 'Kim' },
    ];
    expect(named('@Kim', [], twins)).toEqual([]);
    const before = '@Kim and @Kim';
    const picks = [
      { userId: 'b', displayName: 'Kim', at: 0 },
      { userId: 'a', displayName: 'Kim', at: 9 },
    ];
    expect(named(before, picks, twins).map(([id]) => id)).toEqual(['b', 'a']);
    const after = 'Hello @Kim and, yes, @Kim';
    const half = 'Hello @Kim and @Kim';
    const moved = movePicks(movePicks(picks, before, half), half, after);
    expect(named(after, moved, twins).map(([id]) => id)).toEqual(['b', 'a']);
  });

  it('is at most fifty, of whatever text', () => {
    expect(findMentions('@Jonas '.repeat(1_000), people)).toHaveLength(50);
    const began = Date.now();
    findMentions('@'.repeat(50_000), people);
    findMentions('@Jona'.repeat(10_000), people);
    expect(Date.now() - began).toBeLessThan(500);
  });
});
