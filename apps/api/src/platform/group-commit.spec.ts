import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './testing/manual-clock.js';
import { GroupCommit } from './group-commit.js';

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('group commit', () => {
  it('flushes at once when idle, everything of one packet together', async () => {
    const flushed: (readonly number[])[] = [];
    const commit = new GroupCommit<number>((jobs) => Promise.resolve(void flushed.push(jobs)), new ManualClock());
    commit.add(1);
    commit.add(2);
    await commit.idle();
    expect(flushed).toEqual([[1, 2]]);
  });

  it('collects while a flush is under way', async () => {
    const flushed: (readonly number[])[] = [];
    let release: () => void = () => undefined;
    const commit = new GroupCommit<number>((jobs) => {
      flushed.push(jobs);
      return new Promise((resolve) => (release = resolve));
    }, new ManualClock());
    commit.add(1);
    await turn();
    commit.add(2);
    commit.add(3);
    await turn();
    expect(flushed).toEqual([[1]]);
    release();
    await turn();
    expect(flushed).toEqual([[1], [2, 3]]);
    release();
    await commit.idle();
  });

  it('says when what was added so far is flushed, whatever is added meanwhile', async () => {
    const releases: (() => void)[] = [];
    const commit = new GroupCommit<number>(() => new Promise((resolve) => releases.push(resolve)), new ManualClock());
    const told: string[] = [];
    await commit.flushed();
    commit.add(1);
    void commit.flushed().then(() => told.push('1'));
    await turn();
    commit.add(2);
    void commit.flushed().then(() => told.push('2'));

    releases.shift()?.();
    await turn();
    expect(told).toEqual(['1']);
    commit.add(3);
    releases.shift()?.();
    await turn();
    expect(told).toEqual(['1', '2']);
    releases.shift()?.();
    await commit.idle();
  });

  it('pauses between large flushes', async () => {
    const clock = new ManualClock();
    const flushed: number[] = [];
    const commit = new GroupCommit<number>((jobs) => Promise.resolve(void flushed.push(jobs.length)), clock, {
      busyFrom: 2,
      busyPauseMs: 5,
    });
    commit.add(1);
    commit.add(2);
    await commit.idle();
    commit.add(3);
    await turn();
    expect(flushed).toEqual([2]);
    clock.advance(5);
    await commit.idle();
    expect(flushed).toEqual([2, 1]);
  });
});
