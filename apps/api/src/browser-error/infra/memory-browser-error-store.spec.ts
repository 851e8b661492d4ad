import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeBrowserErrorStore } from '../browser-error-store.contract.js';
import { MemoryBrowserErrorStore } from './memory-browser-error-store.js';

describeBrowserErrorStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryBrowserErrorStore(new MemoryDatabase(), clock), clock });
});
