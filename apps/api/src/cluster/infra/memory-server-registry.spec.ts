import { ManualClock } from '../../platform/testing/manual-clock.js';
import { describeServerRegistry } from '../server-registry.contract.js';
import { MemoryServerRegistry } from './memory-server-registry.js';

describeServerRegistry('memory', () => Promise.resolve({ registry: new MemoryServerRegistry(new ManualClock()) }));
