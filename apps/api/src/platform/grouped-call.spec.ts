import { describe, expect, it } from '@jest/globals';
import { GroupedCall, type GroupOutcome } from './grouped-call.js';
import { ManualClock } from './testing/manual-clock.js';

function doubled(requests: readonly number[]): readonly GroupOutcome<number>[] {
  return requests.map((request) => ({ is: 'answered', answer: request * 2 }));
}

describe('grouped call', () => {
  it('asks at once for what comes together, and keeps who asked what', async () => {
    const calls: (readonly number[])[] = [];
    const call = new GroupedCall<number, number>(
      (requests) => {
        calls.push(requests);
        return Promise.resolve(doubled(requests));
      },
      new ManualClock(),
      { most: 2 },
    );

    expect(await Promise.all([1, 2, 3].map((request) => call.ask(request)))).toEqual([2, 4, 6]);
    expect(calls).toEqual([[1, 2], [3]]);
  });

  it('I9: one that fails is its own affair; a call that fails is of those in it', async () => {
    const broken = new Error('broken');
    const call = new GroupedCall<number, number>(
      (requests) => {
        if (requests.includes(0)) return Promise.reject(broken);
        return Promise.resolve(
          requests.map((request) =>
            request < 0 ? { is: 'failed', cause: broken } : { is: 'answered', answer: request },
          ),
        );
      },
      new ManualClock(),
      { most: 2 },
    );

    const asked = await Promise.allSettled([1, -1, 0, 2, 3].map((request) => call.ask(request)));

    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled']);
  });

  it('an answer that is missing is a fault, not silence', async () => {
    const call = new GroupedCall<number, number>(() => Promise.resolve([]), new ManualClock(), { most: 9 });

    await expect(call.ask(1)).rejects.toThrow('without an outcome');
  });
});
