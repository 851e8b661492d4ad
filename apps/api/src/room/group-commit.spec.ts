import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../platform/clock.js';
import { GroupCommit } from './group-commit.js';

/** A clock that stands still until told. */
class StillClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  setTimeout(action: () => void, ms: number): number {
    return this.#timers.push({ at: this.#now + ms, action });
  }

  clearTimeout(): void {
    throw new Error('a group commit takes no timer back');
  }

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { action } of due) action();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('group commit', () => {
  it('flushes at once when idle, everything of one packet together', async () => {
    const flushed: (readonly number[])[] = [];
    const commit = new GroupCommit<number>((jobs) => Promise.resolve(void flushed.push(jobs)), new StillClock());
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
    }, new StillClock());
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

  it('pauses between large flushes', async () => {
    const clock = new StillClock();
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
