import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeOperatorStore } from '../operator-store.contract.js';
import { MemoryOperatorStore } from './memory-operator-store.js';

describeOperatorStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryOperatorStore(new MemoryDatabase(), clock), clock });
});
