import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PublicId } from '@hearken/protocol';
import { waiting } from '../../matcher.contract.js';
import { MemoryMatcher } from '../memory-matcher.js';
import { PatientMatcher } from './patient-matcher.js';

const NOW = 1_700_000_000_000;

/** A matcher that can go away, as over a network. */
class Away extends MemoryMatcher {
  isAway = false;

  override put(...args: Parameters<MemoryMatcher['put']>): Promise<void> {
    return this.isAway ? Promise.reject(new Error('away')) : super.put(...args);
  }

  override remove(publicId: PublicId): Promise<void> {
    return this.isAway ? Promise.reject(new Error('away')) : super.remove(publicId);
  }

  override take(now: number): ReturnType<MemoryMatcher['take']> {
    return this.isAway ? Promise.reject(new Error('away')) : super.take(now);
  }

  override counts(): ReturnType<MemoryMatcher['counts']> {
    return this.isAway ? Promise.reject(new Error('away')) : super.counts();
  }
}

describe('PatientMatcher', () => {
  let behind: Away;
  let doubts: number;
  const watch = {
    isUp: true,
    doubt: () => {
      doubts += 1;
    },
  };
  let matcher: PatientMatcher;

  beforeEach(() => {
    behind = new Away();
    doubts = 0;
    watch.isUp = true;
    matcher = new PatientMatcher(behind, watch);
  });

  it('passes everything on while it is there', async () => {
    await matcher.put(waiting('alice', 'vent'), []);
    await matcher.put(waiting('bob', 'listen'), []);
    expect(await matcher.position('alice')).toBe(1);
    expect(await matcher.take(NOW)).toHaveLength(1);
    expect([matcher.isUp(), matcher.untold, doubts]).toEqual([true, 0, 0]);
  });

  it('lets nobody fail or wait for it, counts what it was not told, and has it looked after', async () => {
    await matcher.put(waiting('alice', 'vent'), []);
    expect(await matcher.counts()).toEqual({ vent: 1, listen: 0, talk: 0 });
    behind.isAway = true;
    await matcher.put(waiting('bob', 'listen'), []);
    expect(await matcher.take(NOW)).toEqual([]);
    expect(await matcher.counts()).toEqual({ vent: 1, listen: 0, talk: 0 });
    expect([matcher.untold, doubts]).toEqual([1, 3]);
  });

  it('takes out who has left while it was away, once it is asked for pairs again; who came back stays', async () => {
    for (const name of ['alice', 'bob', 'carol']) await matcher.put(waiting(name, 'vent'), []);
    behind.isAway = true;
    await matcher.remove('alice');
    await matcher.remove('bob');
    watch.isUp = false;
    await matcher.remove('carol');
    await matcher.take(NOW);
    [behind.isAway, watch.isUp] = [false, true];
    await matcher.put(waiting('bob', 'vent'), []);
    expect(await matcher.take(NOW)).toEqual([]);
    expect(await matcher.counts()).toEqual({ vent: 1, listen: 0, talk: 0 });
    expect(await matcher.position('bob')).toBe(1);
  });

  it('does not ask what is known to be away', async () => {
    watch.isUp = false;
    await matcher.put(waiting('alice', 'vent'), []);
    expect(await matcher.position('alice')).toBeUndefined();
    expect([matcher.isUp(), matcher.untold, doubts]).toEqual([false, 1, 0]);
  });
});
