import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './testing/manual-clock.js';
import { Turnstile } from './turnstile.js';

/** Work that ends when it is told to, and the order in which it began. */
function jobs(count: number) {
  const began: number[] = [];
  const work = Array.from({ length: count }, (_, at) => ({ at, ...Promise.withResolvers<number>() }));
  return {
    began,
    work: work.map(({ at, promise, resolve, reject }) => ({
      run: () => {
        began.push(at);
        return promise;
      },
      end: () => {
        resolve(at);
      },
      fail: () => {
        reject(new Error(`job ${String(at)}`));
      },
    })),
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('turnstile', () => {
  it('lets so many in, and the next when one is done, in the order they came', async () => {
    const turnstile = new Turnstile(2);
    const { began, work } = jobs(4);
    const passed = work.map(({ run }) => turnstile.pass(run));
    await turn();
    expect(began).toEqual([0, 1]);

    work[1]?.end();
    await turn();
    expect(began).toEqual([0, 1, 2]);

    for (const { end } of work) end();
    expect(await Promise.all(passed)).toEqual([0, 1, 2, 3]);
  });

  it('I9: work that fails keeps nobody out', async () => {
    const turnstile = new Turnstile(1);
    const { began, work } = jobs(2);
    const [first, second] = work.map(({ run }) => turnstile.pass(run));
    const failed = expect(first).rejects.toThrow('job 0');
    work[0]?.fail();
    await failed;
    await turn();
    expect(began).toEqual([0, 1]);

    work[1]?.end();
    expect(await second).toBe(1);
    const { work: later } = jobs(1);
    later[0]?.end();
    expect(await turnstile.pass(() => later[0]?.run() ?? Promise.resolve(-1))).toBe(0);
  });

  it('takes the last who came while the first has waited too long, and the others in their order again', async () => {
    const clock = new ManualClock();
    const turnstile = new Turnstile(1, { clock, ms: 500 });
    const { began, work } = jobs(6);
    const enter = (at: number) => turnstile.pass(work[at]?.run ?? (() => Promise.resolve(-1)));
    const passed = [enter(0), enter(1)];
    clock.advance(501);
    passed.push(enter(2), enter(3));
    work[0]?.end();
    await turn();
    expect(began).toEqual([0, 3]);

    work[3]?.end();
    await turn();
    work[2]?.end();
    await turn();
    expect(began).toEqual([0, 3, 2, 1]);

    passed.push(enter(4), enter(5));
    work[1]?.end();
    await turn();
    expect(began).toEqual([0, 3, 2, 1, 4]);
    for (const { end } of work) end();
    await Promise.all(passed);
  });

  it('lets who wants nothing any more go past, and takes nobody else longer for it', async () => {
    const turnstile = new Turnstile(1);
    const { began, work } = jobs(3);
    const isWanted = [true, false, true];
    const passed = work.map(({ run }, at) => turnstile.pass(run, () => isWanted[at] === true));
    work[0]?.end();
    await turn();
    expect(began).toEqual([0, 1, 2]);
    for (const { end } of work) end();
    expect(await Promise.all(passed)).toEqual([0, 1, 2]);

    const { began: beganLater, work: later } = jobs(2);
    const [first, second] = later.map(({ run }) => turnstile.pass(run));
    await turn();
    expect(beganLater).toEqual([0]);
    for (const { end } of later) end();
    expect(await Promise.all([first, second])).toEqual([0, 1]);
  });
});
