import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeDayCountStore } from '../day-count-store.contract.js';
import { MemoryDayCountStore } from './memory-day-count-store.js';

describeDayCountStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryDayCountStore(new MemoryDatabase(), clock), clock });
});
