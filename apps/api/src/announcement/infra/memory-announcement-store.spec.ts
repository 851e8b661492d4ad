import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeAnnouncementStore } from '../announcement-store.contract.js';
import { MemoryAnnouncementStore } from './memory-announcement-store.js';

describeAnnouncementStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryAnnouncementStore(new MemoryDatabase(), clock), clock });
});
