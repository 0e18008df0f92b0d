import { describe, expect, it } from 'vitest';
import { readOptions } from './run-options.ts';

describe('the options of torture', () => {
  it('are one server for three minutes with a seed of its own, unless told otherwise', () => {
    const { seeds, ...rest } = readOptions([]);
    expect(rest).toMatchObject({ seconds: 180, nodes: 1, wantsRedis: false, keep: false, writeReport: false });
    expect(seeds).toHaveLength(1);
  });

  it('are what was asked for', () => {
    const asked = readOptions(['--seeds', '1,2,3', '--minutes', '2', '--nodes', '3', '--redis', '--rate', '50']);
    expect(asked.clientBundle).toBeNull();
    expect(readOptions(['--client-bundle', 'earlier.mjs']).clientBundle).toBe('earlier.mjs');
    expect(readOptions(['--client-of', 'HEAD~3'])).toMatchObject({ clientOf: 'HEAD~3', clientBundle: null });
    expect(asked).toMatchObject({ seeds: [1, 2, 3], seconds: 120, nodes: 3, wantsRedis: true, rate: 50 });
  });

  it('leave time for the rest where the run is to be short', () => {
    expect(readOptions(['--short', '--seed', '7'])).toMatchObject({ seeds: [7], seconds: 45, nodes: 1 });
  });

  it.each([
    [['--nodes', '4']],
    [['--nodes', 'many']],
    [['--seconds', '0']],
    [['--seeds', '1,,2']],
    [['--seed', 'x']],
    [['--rate', '-1']],
    [['--client-of', 'HEAD~3', '--client-bundle', 'earlier.mjs']],
    [['--unknown']],
  ])('are refused where they make no sense: %o', (parameters) => {
    expect(() => readOptions(parameters)).toThrow();
  });
});
