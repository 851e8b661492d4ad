import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeMessageStore } from '../message-store.contract.js';
import { MemoryMessageStore } from './memory-message-store.js';

describeMessageStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryMessageStore(new MemoryDatabase(), clock), clock });
});
