import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeAuditStore } from '../audit-store.contract.js';
import { MemoryAuditStore } from './memory-audit-store.js';

describeAuditStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryAuditStore(new MemoryDatabase(), clock), clock });
});
