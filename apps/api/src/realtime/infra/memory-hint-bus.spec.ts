import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { describeHintBus } from '../hint-bus.contract.js';
import { MemoryHintBus } from './memory-hint-bus.js';

describeHintBus('memory', () =>
  Promise.resolve({ bus: new MemoryHintBus(), settled: () => turn(), close: () => Promise.resolve() }),
);

describe('MemoryHintBus', () => {
  it('tells every server, and what a listener threw', async () => {
    const faults: unknown[] = [];
    const bus = new MemoryHintBus((fault) => faults.push(fault));
    let heard = 0;
    bus.subscribe(() => {
      throw new Error('broken');
    });
    bus.subscribe(() => (heard += 1));
    bus.subscribe(() => (heard += 1));

    bus.publish({ kind: 'person', to: 'alice' });
    await turn();

    expect(heard).toBe(2);
    expect(faults).toEqual([new Error('broken')]);
  });
});
