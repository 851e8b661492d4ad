import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeBanStore } from '../ban-store.contract.js';
import { MemoryBanStore } from './memory-ban-store.js';

describeBanStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryBanStore(new MemoryDatabase(), clock), clock });
});
