import { MemoryAnnouncementStore } from '../announcement/infra/memory-announcement-store.js';
import { MongoAnnouncementStore } from '../announcement/infra/mongo-announcement-store.js';
import { MemoryAuditStore } from '../audit/infra/memory-audit-store.js';
import { MongoAuditStore } from '../audit/infra/mongo-audit-store.js';
import { MemoryBanStore } from '../ban/infra/memory-ban-store.js';
import { MongoBanStore } from '../ban/infra/mongo-ban-store.js';
import { MemoryBrowserErrorStore } from '../browser-error/infra/memory-browser-error-store.js';
import { MongoBrowserErrorStore } from '../browser-error/infra/mongo-browser-error-store.js';
import { MemoryDayCountStore } from '../day-count/infra/memory-day-count-store.js';
import { MongoDayCountStore } from '../day-count/infra/mongo-day-count-store.js';
import { MemoryOperatorStore } from '../operator/infra/memory-operator-store.js';
import { MongoOperatorStore } from '../operator/infra/mongo-operator-store.js';
import type { Connection } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { MemoryDatabase } from '../platform/memory/memory-database.js';
import { MemorySettingsStore } from '../settings/infra/memory-settings-store.js';
import { MongoSettingsStore } from '../settings/infra/mongo-settings-store.js';
import type { OperatorStores } from './operator-stores.js';

/** The operators' side in this process's memory. */
export function memoryOperatorStores(database: MemoryDatabase, clock: Clock): OperatorStores {
  return {
    announcements: new MemoryAnnouncementStore(database, clock),
    audit: new MemoryAuditStore(database, clock),
    bans: new MemoryBanStore(database, clock),
    browserErrors: new MemoryBrowserErrorStore(database, clock),
    dayCounts: new MemoryDayCountStore(database, clock),
    operators: new MemoryOperatorStore(database, clock),
    settings: new MemorySettingsStore(database),
  };
}

/** The operators' side in MongoDB. */
export function mongoOperatorStores(connection: Connection, clock: Clock): OperatorStores {
  return {
    announcements: new MongoAnnouncementStore(connection, clock),
    audit: new MongoAuditStore(connection, clock),
    bans: new MongoBanStore(connection, clock),
    browserErrors: new MongoBrowserErrorStore(connection, clock),
    dayCounts: new MongoDayCountStore(connection, clock),
    operators: new MongoOperatorStore(connection, clock),
    settings: new MongoSettingsStore(connection),
  };
}
