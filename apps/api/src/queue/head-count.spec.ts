import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../platform/testing/manual-clock.js';
import { HeadCount } from './head-count.js';
import { MemoryMatcher } from './infra/memory-matcher.js';
import { waiting } from './matcher.contract.js';

describe('HeadCount', () => {
  it('says of nobody that they wait and are not online, though the two are counted a moment apart', async () => {
    const clock = new ManualClock();
    const matcher = new MemoryMatcher();
    const people = { all: () => [], get: () => undefined, isPresent: () => true, isAnswered: () => true };
    const count = new HeadCount({ matcher, people, clock, isPaired: () => false });
    expect(await count.counts()).toMatchObject({ vent: { waiting: 0, online: 0 } });
    await matcher.put(waiting('alice', 'vent'), []);
    expect(await count.counts()).toMatchObject({ vent: { waiting: 1, online: 1 } });
    expect(await count.stats()).toMatchObject({ online: 1, waiting: 1, talking: 0 });
  });
});
