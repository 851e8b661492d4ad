import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeReportStore } from '../report-store.contract.js';
import { MemoryReportStore } from './memory-report-store.js';

describeReportStore('memory', () => {
  const clock = new ManualClock();
  return Promise.resolve({ store: new MemoryReportStore(new MemoryDatabase(), clock), clock });
});
