import { MemoryDatabase } from '../../platform/memory/memory-database.js';
import { describeSettingsStore } from '../settings-store.contract.js';
import { MemorySettingsStore } from './memory-settings-store.js';

describeSettingsStore('memory', () => Promise.resolve(new MemorySettingsStore(new MemoryDatabase())));
