import { beforeEach, describe, expect, it } from '@jest/globals';
import { Holds } from './holds.js';
import type { HoldVote } from './report-store.port.js';

describe('holds', () => {
  /** What each look is answered with, one after the other. */
  let answers: Promise<readonly HoldVote[]>[];
  let held: string[][];
  let isAway: boolean;
  let holds: Holds;

  beforeEach(() => {
    [answers, held, isAway] = [[], [], false];
    const holdVotes = () => answers.shift() ?? Promise.resolve([]);
    holds = new Holds({ holdVotes }, (devices) => {
      if (isAway) return Promise.reject(new Error('away'));
      held.push([...devices]);
      return Promise.resolve();
    });
  });

  const about = (...devices: readonly string[]): readonly HoldVote[] =>
    devices.map((reportedDevice) => ({ reporterDevice: 'a phone', reportedDevice, weight: 1 }));

  it('takes who is held out of the queue once', async () => {
    answers = [about('one'), about('one', 'two'), about('two')].map((votes) => Promise.resolve(votes));
    for (let look = 0; look < 3; look += 1) await holds.refresh();
    expect(held).toEqual([['one'], ['two']]);
    expect([holds.isHeld('one'), holds.isHeld('two')]).toEqual([false, true]);
  });

  it('takes them out later where the database was away just then', async () => {
    answers = [about('one'), about('one'), about('one')].map((votes) => Promise.resolve(votes));
    isAway = true;
    await expect(holds.refresh()).rejects.toThrow('away');
    isAway = false;
    await holds.refresh();
    await holds.refresh();
    expect(held).toEqual([['one']]);
  });

  it('does not let go of somebody by an answer that was on its way before the report', async () => {
    const slow = Promise.withResolvers<readonly HoldVote[]>();
    answers = [slow.promise, Promise.resolve(about('one'))];
    const earlier = holds.refresh();
    await holds.refresh();
    slow.resolve([]);
    await earlier;
    expect(holds.isHeld('one')).toBe(true);
  });
});
