import { describe, expect, it } from 'vitest';
import { faultOf, filledOptions, pasteLines, withRoom } from './check-poll.ts';

const poll = (options: readonly string[], question = 'When?') => ({ question, options });

describe('a poll that is being written', () => {
  it.each([
    [poll(['Monday', 'Tuesday', '']), null],
    [poll(['Monday', ' '], 'When?'), 'few'],
    [poll(['Monday', 'Tuesday'], '  '), 'question'],
    [poll(['Monday', ' Monday ', 'Tuesday']), 'twice'],
    [poll(['x'.repeat(101), 'y']), 'long'],
    [poll(['👍'.repeat(100), 'y']), null],
    [poll(['a', 'b'], 'x'.repeat(41)), 'longQuestion'],
  ])('is told what it lacks: %j', (draft, fault) => {
    expect(faultOf(draft, 40)).toBe(fault);
  });

  it('always has an empty field to go on in, up to twelve answers', () => {
    expect(withRoom(['', ''])).toEqual(['', '']);
    expect(withRoom(['a', 'b'])).toEqual(['a', 'b', '']);
    expect(withRoom(['a'])).toEqual(['a', '']);
    const twelve = Array.from({ length: 12 }, (_, at) => `${at}`);
    expect(withRoom(twelve)).toEqual(twelve);
  });

  it('takes pasted lines as answers, never more than twelve', () => {
    expect(pasteLines(['', ''], 0, 'Monday\r\n\n Tuesday \nWednesday')).toEqual(['Monday', 'Tuesday', 'Wednesday', '']);
    const hundred = Array.from({ length: 100 }, (_, at) => `Day ${at}`).join('\n');
    expect(filledOptions({ options: pasteLines(['Now', ''], 1, hundred) })).toHaveLength(12);
  });
});
