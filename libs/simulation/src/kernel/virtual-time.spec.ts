import { describe, expect, it } from '@jest/globals';
import { Chance } from './chance';
import { VirtualTime } from './virtual-time';

describe('VirtualTime', () => {
  it('runs in the order of times, then of making', async () => {
    const time = new VirtualTime();
    const heard: string[] = [];
    for (const [at, name] of [
      [5, 'c'],
      [1, 'a'],
      [5, 'd'],
      [2, 'b'],
    ] as const) {
      time.at(at, () => heard.push(`${name}${String(time.now)}`));
    }
    await time.run(100);
    expect(heard).toEqual(['a1', 'b2', 'c5', 'd5']);
  });

  it('lets all promise reactions run before the next happening', async () => {
    const time = new VirtualTime();
    const heard: string[] = [];
    time.at(1, () => {
      void (async () => {
        for (let i = 0; i < 20; i++) await Promise.resolve();
        heard.push('reactions');
      })();
    });
    time.at(1, () => heard.push('next'));
    await time.run(100);
    expect(heard).toEqual(['reactions', 'next']);
  });

  it('forgets what was cancelled', async () => {
    const time = new VirtualTime();
    let ran = false;
    time.cancel(time.at(1, () => (ran = true)));
    await time.run(100);
    expect(ran).toBe(false);
  });

  it('rejects a run that does not end', async () => {
    const time = new VirtualTime();
    const again = (): void => void time.after(1, again);
    again();
    await expect(time.run(50)).rejects.toThrow('does not end');
  });

  it('keeps a heap of thousands in order', async () => {
    const time = new VirtualTime();
    const chance = new Chance(7, 'heap');
    let last = 0;
    let isOrdered = true;
    for (let i = 0; i < 5_000; i++) {
      time.at(chance.below(1_000), () => {
        isOrdered &&= time.now >= last;
        last = time.now;
      });
    }
    await time.run(10_000);
    expect(isOrdered).toBe(true);
    expect(time.ran).toBe(5_000);
  });
});

describe('Chance', () => {
  it('is the same for the same seed and label, and another for others', () => {
    const draw = (seed: number, label: string): number[] => {
      const chance = new Chance(seed, label);
      return Array.from({ length: 5 }, () => chance.next());
    };
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
  });

  it('is even enough', () => {
    const chance = new Chance(3, 'even');
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) {
      const drawn = chance.below(4);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
