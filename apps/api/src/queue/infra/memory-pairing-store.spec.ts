import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { MemoryRoomStore } from '../../room/infra/memory-room-store.js';
import { MemoryPersonStore } from '../../session/infra/memory-person-store.js';
import { describePairingStore } from '../pairing-store.contract.js';
import { MemoryPairingStore } from './memory-pairing-store.js';

describePairingStore('memory', () => {
  const [database, clock] = [new MemoryDatabase(), new ManualClock()];
  return Promise.resolve({
    store: new MemoryPairingStore(database, clock),
    persons: new MemoryPersonStore(database, clock),
    rooms: new MemoryRoomStore(database, clock),
    clock,
  });
});
