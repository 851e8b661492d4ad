import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describePersonStore } from '../person-store.contract.js';
import { MemoryPersonStore } from './memory-person-store.js';

describePersonStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryPersonStore(new MemoryDatabase(), clock), clock });
});
