import { describe, expect, it } from '@jest/globals';
import { FAMILIES } from './faults/families';
import { readOptions, UsageError } from './options';

describe('the command line', () => {
  it('runs all families when nothing is said', () => {
    const options = readOptions([]);
    expect(options).toMatchObject({ families: FAMILIES, seeds: 10_000, from: 1, trace: false });
    expect(options).not.toHaveProperty('seed');
  });

  it('takes the dashes that a package manager passes on', () => {
    expect(readOptions(['--', '--seeds', '5', '--from', '7'])).toMatchObject({ seeds: 5, from: 7 });
  });

  it('gives the families of several servers another number of them', () => {
    const { families } = readOptions(['--servers', '4']);
    expect(families.length).toBeGreaterThan(0);
    expect(new Set(families.map(({ servers }) => servers))).toEqual(new Set([4]));
    expect(readOptions(['--family', 'cluster', '--servers', '3']).families).toMatchObject([
      { name: 'cluster', servers: 3 },
    ]);
  });

  it.each([
    [['--seeds', 'many'], '--seeds takes a whole number from 1, not "many"'],
    [['--seeds', '0'], '--seeds takes a whole number from 1, not "0"'],
    [['--seed', ''], '--seed takes a whole number from 0, not ""'],
    [['--from', '1.5'], '--from takes a whole number from 0, not "1.5"'],
    [['--servers', '1'], '--servers takes a whole number from 2, not "1"'],
    [['--threads', '-1'], /threads/],
    [['--family', 'ends', '--servers', '2'], 'the family ends has one server'],
    [['--family', 'none'], /^no family none; there are /],
    [['--mutant', 'none'], 'no mutant "none"'],
    [['--nothing'], /nothing/],
  ])('refuses %j instead of running nothing', (args, message) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(message);
  });
});
