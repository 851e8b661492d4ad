import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeRoomStore } from '../room-store.contract.js';
import { MemoryRoomStore } from './memory-room-store.js';

describeRoomStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryRoomStore(new MemoryDatabase(), clock), clock });
});
