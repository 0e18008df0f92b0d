import { describe, expect, it } from 'vitest';
import { directionOf, isolateValues } from './direction.ts';

describe('the direction of words', () => {
  it('is that of the language', () => {
    expect(['ar-EG', 'he', 'fa', 'en', 'de-AT'].map(directionOf)).toEqual(['rtl', 'rtl', 'rtl', 'ltr', 'ltr']);
  });

  it('of a name that runs against the sentence stays its own', () => {
    expect(isolateValues({ name: 'שרה', count: 2 }, 'ltr')).toEqual({ name: '\u2068שרה\u2069', count: 2 });
    expect(isolateValues({ name: 'Sara' }, 'rtl')).toEqual({ name: '\u2068Sara\u2069' });
    expect(isolateValues({ name: 'Sara' }, 'ltr')).toEqual({ name: 'Sara' });
  });

  it('is turned round by no sign in a name', () => {
    expect(isolateValues({ name: '\u202emalice\u202c \u2067x' }, 'ltr')).toEqual({ name: 'malice x' });
    // Nor does one end the fence before its time.
    expect(isolateValues({ name: '\u2069שרה\u202e' }, 'ltr')).toEqual({ name: '\u2068שרה\u2069' });
  });
});
