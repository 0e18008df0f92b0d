import { describe, expect, it } from 'vitest';
import { matchPeople, queryAt } from './suggest-query.ts';

const at = (text: string) => queryAt(text, text.length);

describe('what can be completed at the caret', () => {
  it('is a name after @, from the sign on', () => {
    expect(at('Hi @')).toEqual({ kind: 'person', words: '', start: 3 });
    expect(at('Hi @jo')).toEqual({ kind: 'person', words: 'jo', start: 3 });
    expect(at('(@Jonas We')).toEqual({ kind: 'person', words: 'Jonas We', start: 1 });
    expect(at('*@j')).toMatchObject({ kind: 'person' });
    expect(queryAt('Hi @jo there', 5)).toEqual({ kind: 'person', words: 'j', start: 3 });
  });

  it('is an emoji after : and at least two characters', () => {
    expect(at('so :sm')).toEqual({ kind: 'emoji', words: 'sm', start: 3 });
    expect(at(':+1')).toEqual({ kind: 'emoji', words: '+1', start: 0 });
    expect(at(':s')).toBeNull();
  });

  it.each(['', '@ jo', 'a@jo', 'http://x', '12:30', 'note:ok', ':-', 'https://a.b/@jo', `@${'x'.repeat(80)}`])(
    'is nothing in %j',
    (text) => {
      expect(at(text)).toBeNull();
    },
  );

  it('finds people by any word of their name, without case and accents, those that begin so first', () => {
    const people = ['Änne Jost', 'Jo Ann', 'José', 'Mia'].map((displayName) => ({ userId: displayName, displayName }));
    expect(matchPeople(people, 'jos', 8).map((each) => each.displayName)).toEqual(['José', 'Änne Jost']);
    expect(matchPeople(people, 'anne j', 8).map((each) => each.displayName)).toEqual(['Änne Jost']);
    expect(matchPeople(people, 'jo', 1)).toHaveLength(1);
    // Nothing is left to complete.
    expect([matchPeople(people, 'mia', 8), matchPeople(people, 'mia ', 8)]).toEqual([[], []]);
  });
});
